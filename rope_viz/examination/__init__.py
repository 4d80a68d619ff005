"""Is this function a rotary position embedding, and if not, what is wrong with it?"""

from rope_viz.examination.examiner import examine
from rope_viz.examination.faults import FAULTS, LAWS, Example
from rope_viz.examination.record import Examination
from rope_viz.examination.subject import with_tables

__all__ = ["FAULTS", "LAWS", "Examination", "Example", "examine", "with_tables"]
