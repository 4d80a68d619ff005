from . import scaling as scaling
