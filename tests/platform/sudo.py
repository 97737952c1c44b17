"""Where the code of the addon raises its rights, read from its source."""

import ast
from pathlib import Path

# counting tells numbers and no records
COUNTS = {"_read_group", "search_count"}
KEEPS_RIGHTS = {
    "browse", "create", "exists", "filtered", "search", "search_fetch", "sorted", "sudo",
    "with_company", "with_context", "with_prefetch",
}  # fmt: skip


def _is_raise(node):
    """``.sudo()``; with an argument it gives rights back."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "sudo"
        and not node.args
    )


def _own_expressions(statement):
    return [child for child in ast.iter_child_nodes(statement) if not isinstance(child, (ast.stmt, ast.ExceptHandler))]


class Source:
    """One file of the addon."""

    def __init__(self, path: Path):
        self.path = path
        text = path.read_text()
        self.lines = text.splitlines()
        self.tree = ast.parse(text)

    def _statements(self):
        simple = (node for node in ast.walk(self.tree) if isinstance(node, ast.stmt))
        return (node for node in simple if not isinstance(node, (ast.FunctionDef, ast.ClassDef)))

    def unexplained(self):
        """Lines that raise rights, but for counts, without a comment beside or above them in the same paragraph."""
        found = []
        for statement in self._statements():
            inside = [node for part in _own_expressions(statement) for node in ast.walk(part)]
            called = {node.attr for node in inside if isinstance(node, ast.Attribute)}
            if any(map(_is_raise, inside)) and not called & COUNTS and not self._has_comment(statement):
                found.append(statement.lineno)
        return found

    def _has_comment(self, statement):
        end = max((getattr(part, "end_lineno", 0) for part in _own_expressions(statement)), default=0)
        if any("# " in line for line in self.lines[statement.lineno - 1 : end]):
            return True
        for line in reversed(self.lines[: statement.lineno - 1]):
            text = line.strip()
            if not text or text.startswith(("def ", '"""')) or text.endswith('"""'):
                return False
            if text.startswith("#"):
                return True
        return False

    def unmarked(self):
        """``(line, name)`` of variables for superuser records whose name does not say so."""
        found = []
        for statement in self._statements():
            if isinstance(statement, ast.Assign):
                target, value = statement.targets[0], statement.value
            elif isinstance(statement, ast.For):
                target, value = statement.target, statement.iter
            else:
                continue
            if isinstance(target, ast.Name) and self._is_superuser(value) and not target.id.endswith("_sudo"):
                found.append((statement.lineno, target.id))
        return found

    def _is_superuser(self, value):
        """Whether the value is records with superuser rights, as far as its own words tell."""
        if _is_raise(value):
            return True
        if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
            return (
                value.func.attr in KEEPS_RIGHTS
                and not value.func.attr == "sudo"
                and self._is_superuser(value.func.value)
            )
        if isinstance(value, ast.Attribute):
            return value.attr.endswith(("_id", "_ids")) and self._is_superuser(value.value)
        if isinstance(value, ast.Subscript):
            return self._is_superuser(value.value)
        if isinstance(value, ast.Name):
            return value.id.endswith("_sudo")
        return False
