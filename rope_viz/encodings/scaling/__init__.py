"""Rules that lengthen a model's context by slowing its pairs down.

A rule maps the pairs' speeds to new ones and says by what queries and keys are multiplied besides::

    rope = Rope(head_dim=128, layout="half", scaling=scaling.yarn(factor=16, original_length=4096))

The rules have the names and parameters of their papers and reference code, in lower case as these write them.
Two of them, `dynamic_ntk` and `longrope`, change with the length of the sequence; ``at_length(tokens)`` gives
the rule that holds at one length, and a `Rope` with such a rule refuses positions beyond the original length
until its length is said.

Shapes: n = pairs = rotary_dim / 2; pair i turns ``base ** (-i / n)`` radians per token before scaling.
"""

from .by_base import dynamic_ntk, linear, ntk_aware, proportional
from .by_list import longrope, per_pair
from .by_turns import llama3, yarn, yarn_paper
from .rule import Rule

__all__ = [
    "Rule",
    "dynamic_ntk",
    "linear",
    "llama3",
    "longrope",
    "ntk_aware",
    "per_pair",
    "proportional",
    "yarn",
    "yarn_paper",
]
