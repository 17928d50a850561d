/** A rule as Prometheus has it. */
interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: { readonly severity: "page" | "ticket" };
  readonly annotations: { readonly summary: string; readonly description: string };
}

function rule(
  alert: string,
  severity: Rule["labels"]["severity"],
  wait: string,
  expr: string,
  [summary, description]: readonly [string, string],
): Rule {
  return { alert, expr, for: wait, labels: { severity }, annotations: { summary, description } };
}

/** Prometheus' file of rules. "page" is for what keeps people from deciding; "ticket" can wait for the morning. */
export const ALERTS: {
  readonly groups: readonly { readonly name: string; readonly rules: readonly Rule[] }[];
} = {
  groups: [
    {
      name: "countersign",
      rules: [
        rule("CountersignDown", "page", "1m", 'up{job="countersign"} == 0 or absent(up{job="countersign"})', [
          "countersign does not answer",
          "Nobody can ask or decide. Lark gives up on a click after 3 seconds. systemctl status countersign",
        ]),
        rule(
          "CountersignNotReady",
          "page",
          "2m",
          'countersign_check_ok{check=~"database|lark|callbacks"} == 0',
          [
            "countersign is not ready: {{ $labels.check }}",
            "The check of that name in /readyz?verbose fails; its words say what is wrong.",
          ],
        ),
        rule(
          "CountersignDegraded",
          "page",
          "5m",
          'countersign_check_ok{check!~"database|lark|callbacks"} == 0',
          [
            "countersign works, and {{ $labels.check }} is not well",
            "It goes on for a while: a disk is nearly full, or a log has grown. /readyz?verbose says what to do.",
          ],
        ),
        rule(
          "CountersignCardsLate",
          "page",
          "2m",
          'countersign_outbox_oldest_seconds{kind=~"(card|posting)[.].*"} > 120',
          [
            "{{ $labels.kind }} is owed for {{ $value | humanizeDuration }}",
            "People do not see what they are to decide, or see what is over. Is Lark reachable, and the app allowed?",
          ],
        ),
        rule(
          "CountersignWebhooksLate",
          "ticket",
          "5m",
          'countersign_outbox_oldest_seconds{kind="webhook.deliver"} > 900',
          [
            "A webhook is owed for {{ $value | humanizeDuration }}",
            "countersign webhooks deliveries shows which receiver does not answer.",
          ],
        ),
        rule(
          "CountersignEventsLate",
          "ticket",
          "5m",
          'countersign_outbox_oldest_seconds{kind="event.handle"} > 300',
          [
            "An event or a click waits for its handler for {{ $value | humanizeDuration }}",
            "The log names the handler that fails; countersign handlers test runs it with one event.",
          ],
        ),
        rule("CountersignLongConnectionLost", "page", "5m", "countersign_socket_connected == 0", [
          "The long connection to Lark is not open",
          "Clicks that come that way are not heard. /readyz says why; a final code needs a new start.",
        ]),
        rule("CountersignOutboxGrows", "ticket", "10m", "sum by (kind) (countersign_outbox_jobs) > 1000", [
          "{{ $value }} of {{ $labels.kind }} are owed",
          "More comes in than goes out: the rate limit (LARK_RATE), or a receiver that is down.",
        ]),
        rule(
          "CountersignLarkErrors",
          "ticket",
          "10m",
          `sum(rate(countersign_lark_requests_total{code!="0"}[10m])) / sum(rate(countersign_lark_requests_total[10m])) > 0.1`,
          [
            "{{ $value | humanizePercentage }} of the calls to Lark fail",
            "countersign_lark_requests_total has the codes; the log says what each means.",
          ],
        ),
        rule(
          "CountersignCallbacksSlow",
          "page",
          "5m",
          "histogram_quantile(0.99, sum by (le) (rate(countersign_callback_duration_seconds_bucket[5m]))) > 1",
          [
            "One click of a hundred takes {{ $value | humanizeDuration }}",
            "Lark waits 3 seconds and then shows an error. A slow disk is the usual reason.",
          ],
        ),
        rule(
          "CountersignCallbacksRefused",
          "ticket",
          "5m",
          'sum(rate(countersign_callbacks_total{type="unproven"}[5m])) > 1',
          [
            "{{ $value }} callbacks a second are refused",
            "Somebody forges them, or the encrypt key here is not the console's.",
          ],
        ),
        rule(
          "CountersignCertificateEnds",
          "ticket",
          "1h",
          "countersign_tls_not_after_seconds - time() < 7 * 86400",
          [
            "The certificate ends in {{ $value | humanizeDuration }}",
            "Whatever renews it has not. A new pair is served as soon as it lies there; the log says if it is refused.",
          ],
        ),
        rule("CountersignDatabaseLarge", "ticket", "1h", "countersign_db_size_bytes > 10e9", [
          "The database has {{ $value | humanize1024 }}B",
          "Every part of it works at that size, but is there room on the disk for it and its backups?",
        ]),
      ],
    },
  ],
};
