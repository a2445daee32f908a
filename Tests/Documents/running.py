"""Runs the tests of a file without pytest."""


def run(names):
    """Calls every test among the names, says how each went, and answers 1 where one failed."""
    failed = 0
    for name, test in sorted(names.items()):
        if name.startswith("test_"):
            try:
                test()
                print("ok      " + name)
            except AssertionError as error:
                failed += 1
                print("FAILED  %s\n%s" % (name, error))
    return 1 if failed else 0
