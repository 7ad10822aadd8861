"""The command: ``python -m course_utils``, a check-up."""

import sys

from course_utils.checkup import main

if __name__ == "__main__":
    sys.exit(main())
