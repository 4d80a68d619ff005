/**
 * What runs a reader's code in MicroPython: it calls rotate(x, m) with lists that show one thing each, and writes down what
 * came. Before it, `source` (the code) and `wanted` (vectors and positions, as JSON) are set; after it, `report` is JSON.
 */
export const HARNESS = `import io, json, sys


def _trace(error):
    said = io.StringIO()
    sys.print_exception(error, said)
    return said.getvalue()


class _Wrong(Exception):
    pass


def _numbers(came, size):
    kind = type(came).__name__
    if not isinstance(came, (list, tuple)):
        raise _Wrong("rotate must give back a list of %d numbers; %s came." % (size, kind))
    if len(came) != size:
        raise _Wrong("rotate must give back a list of %d numbers; %d came." % (size, len(came)))
    for part in came:
        if isinstance(part, bool) or not isinstance(part, (int, float)):
            raise _Wrong("rotate must give back a list of numbers; %s came in it." % type(part).__name__)
        if part != part or abs(part) == float("inf"):
            raise _Wrong("rotate must give back finite numbers; %s came." % part)
    return [float(part) for part in came]


def _run():
    space = {}
    try:
        exec(source, space)
        rotate = space.get("rotate")
        if not callable(rotate):
            return {"wrong": "The code must define rotate(x, m)."}
        came, changed = [], False
        for x, m in json.loads(wanted):
            given = [float(part) for part in x]
            came.append(_numbers(rotate(given, m), len(x)))
            changed = changed or given != x
        return {"came": came, "changed": changed}
    except _Wrong as wrong:
        return {"wrong": str(wrong)}
    except BaseException as error:
        return {"error": _trace(error)}


report = json.dumps(_run())
`;
