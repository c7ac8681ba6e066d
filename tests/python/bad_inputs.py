"""The list of bad inputs, by number."""


def register():
    """A decorator that enters tests under the numbers of the list, and the tests by number."""
    cases = {}

    def case(*numbers):
        def enter(test):
            for number in numbers:
                assert number not in cases, number
                cases[number] = test
            return test

        return enter

    return case, cases
