"""Rows of a file of separated values, each with the number of its line; a quoted cell does not run over lines."""

from collections.abc import Iterable, Iterator

from coop.governance.tallies.files.lines import Wrong


def rows(lines: Iterable[tuple[int, str]], separator: str, wrong: Wrong) -> Iterator[tuple[int, list[str]]]:
    """(number, cells) of each line; a line whose quotes do not pair is named and left out."""
    for number, line in lines:
        try:
            yield number, cells(line, separator)
        except ValueError as error:
            wrong.add(number, str(error))


def cells(line: str, separator: str) -> list[str]:
    """The cells of a line: `"` around a cell, a quote in it doubled, as RFC 4180 has it. Raises ValueError."""
    found, at = [], 0
    while True:
        if line.startswith('"', at):
            cell, at = _quoted(line, at + 1, separator)
        else:
            end = line.find(separator, at)
            end = len(line) if end < 0 else end
            cell, at = line[at:end], end
        found.append(cell.strip())
        if at >= len(line):
            return found
        at += 1


def joined(row: Iterable[object], separator: str) -> str:
    """The cells as one line."""
    return separator.join(_written(str(cell), separator) for cell in row)


def _quoted(line: str, at: int, separator: str) -> tuple[str, int]:
    parts = []
    while True:
        end = line.find('"', at)
        if end < 0:
            raise ValueError("a quote that is not closed")
        parts.append(line[at:end])
        if not line.startswith('"', end + 1):
            break
        parts.append('"')
        at = end + 2
    after = end + 1
    if after < len(line) and not line.startswith(separator, after):
        raise ValueError("something follows a closing quote")
    return "".join(parts), after


def _written(cell: str, separator: str) -> str:
    if separator in cell or cell.startswith('"'):
        return '"' + cell.replace('"', '""') + '"'
    return cell
