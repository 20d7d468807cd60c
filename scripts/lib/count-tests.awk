# Reads what a test runner printed and prints "passed failed skipped", or nothing when there is no report in it.
# Called with -v runner=jest|vitest|node|pytest|bats|playwright.

# The number before a word: number("3 failed, 12 passed", "passed") is 12.
function number(text, word) {
  if (!match(text, "[0-9]+ " word)) return 0
  return substr(text, RSTART, RLENGTH - length(word) - 1) + 0
}

function add(text) {
  seen = 1
  passed += number(text, "passed")
  failed += number(text, "failed")
  skipped += number(text, "skipped") + number(text, "todo")
}

{ gsub(/\033\[[0-9;]*m/, "") }

runner == "jest" && /^Tests: / { add($0) }

runner == "vitest" && /^ *Tests  / { add($0) }

runner == "node" && /^(#|ℹ) (pass|fail|cancelled|skipped|todo) [0-9]+$/ {
  seen = 1
  if ($2 == "pass") passed += $3
  else if ($2 == "fail" || $2 == "cancelled") failed += $3
  else skipped += $3
}

# With -q the line stands bare, else between equals signs.
runner == "pytest" && /^(=+ )?[0-9]+ [a-z]+.* in [0-9.]+s/ {
  add($0)
  passed += number($0, "xpassed")
  failed += number($0, "error")
  skipped += number($0, "xfailed")
}

runner == "bats" && /^(not )?ok [0-9]+/ {
  seen = 1
  if (/ # skip/) skipped++
  else if ($1 == "ok") passed++
  else failed++
}

runner == "playwright" && /^  [0-9]+ (passed|failed|flaky|skipped)/ { add($0) }

END { if (seen) print passed + 0, failed + 0, skipped + 0 }
