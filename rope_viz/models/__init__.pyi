from . import pretrained as pretrained
