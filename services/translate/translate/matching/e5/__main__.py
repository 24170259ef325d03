"""`python -m translate.matching.e5`: converts the installed weights, where that has not been done."""

import sys

from translate.matching.e5.files import folder, is_converted, model_name


def main() -> None:
    if is_converted(folder()):
        return
    from translate.matching.e5.convert import convert  # noqa: PLC0415 - it needs packages for the conversion alone

    convert(folder())
    sys.stderr.write(f"{model_name()}: converted into {folder()}\n")


if __name__ == "__main__":
    main()
