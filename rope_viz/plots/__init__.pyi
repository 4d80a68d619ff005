from . import figures as figures
from . import prints as prints
