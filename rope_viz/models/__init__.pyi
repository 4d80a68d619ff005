from . import pretrained as pretrained
from . import survey as survey
