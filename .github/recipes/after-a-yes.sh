#!/bin/sh
# Runs a command once somebody has said yes in the chat:
#
#   after-a-yes.sh "Release 2.4 to production" ./release.sh 2.4
#
# Needs COUNTERSIGN_URL, COUNTERSIGN_TOKEN (or COUNTERSIGN_TOKEN_FILE), APPROVAL_CHAT (oc_…) and APPROVER (ou_…).
# Exits 10 when rejected, 11 when nobody answered, 12 when cancelled; else as the command does.
set -eu

title=$1
shift

id=$(countersign request create \
  --title "$title" \
  --field Machine="$(uname -n)" \
  --requested-by "$(id -un)" \
  --to "$APPROVAL_CHAT" --approver "$APPROVER" \
  --expires-in "${APPROVAL_EXPIRES_IN:-2h}")

# Whoever interrupts the wait takes the request back: nobody is to approve what will not be done.
trap 'countersign request cancel "$id" >&2; exit 130' HUP INT TERM
echo "asked: $id" >&2
countersign request wait "$id"
trap - HUP INT TERM

exec "$@"
