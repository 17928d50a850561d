DROP INDEX `outbox_by_due`;--> statement-breakpoint
CREATE INDEX `outbox_by_due` ON `outbox` (`due_at`) WHERE kind <> 'webhook.deliver';