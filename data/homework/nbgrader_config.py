# What nbgrader has to know about notebooks in TypeScript. Lies in the folder of the course.
c = get_config()

# The stub in place of a solution. nbgrader knows none for TypeScript and refuses to release without it.
c.ClearSolutions.code_stub = {"typescript": "// YOUR ANSWER HERE"}
c.ClearSolutions.text_stub = "YOUR ANSWER HERE"

# A cell that takes longer is interrupted. nbgrader then leaves the whole notebook ungraded; `deno task homework grade`
# does not.
c.ExecutePreprocessor.timeout = 60

# The kernel's standard output is what graders read, so it has to be without colours.
import os
os.environ["NO_COLOR"] = "1"
