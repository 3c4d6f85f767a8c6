#!/bin/sh
# An agent that starts in a millisecond: every prompt is a turn that succeeds at once, and writes its
# text to the file QUICK_AGENT_LOG. One that says "hang" goes on until it is interrupted.
while IFS= read -r line; do
  case $line in
  *'"subtype":"interrupt"'*)
    printf '%s\n' '{"type":"result","subtype":"error_during_execution","is_error":true,"errors":[],"terminal_reason":"aborted_streaming"}'
    ;;
  *'"type":"user"'*)
    printf '%s %s\n' "$$" "$line" >> "$QUICK_AGENT_LOG"
    printf '%s\n' '{"type":"system","subtype":"init","model":"quick","permissionMode":"acceptEdits"}'
    case $line in
    *hang*) ;;
    *) printf '%s\n' '{"type":"result","subtype":"success","is_error":false,"result":"","terminal_reason":"completed"}' ;;
    esac
    ;;
  esac
done
