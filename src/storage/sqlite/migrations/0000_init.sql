CREATE TABLE `approvals` (
	`id` text PRIMARY KEY NOT NULL,
	`status` text NOT NULL,
	`revision` integer NOT NULL,
	`request` text NOT NULL,
	`votes` text NOT NULL,
	`progress` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`next_at` integer,
	`decided_at` integer
);
--> statement-breakpoint
CREATE INDEX `approvals_pending` ON `approvals` (`next_at`) WHERE status = 'pending';--> statement-breakpoint
CREATE INDEX `approvals_ended` ON `approvals` (`status`,`id`) WHERE status <> 'pending';--> statement-breakpoint
CREATE TABLE `audit` (
	`seq` integer PRIMARY KEY NOT NULL,
	`subject` text NOT NULL,
	`event_id` text,
	`at` integer NOT NULL,
	`type` text NOT NULL,
	`actor` text NOT NULL,
	`details` text NOT NULL,
	`hash` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `audit_by_event` ON `audit` (`subject`,`event_id`);--> statement-breakpoint
CREATE TABLE `cards` (
	`id` text PRIMARY KEY NOT NULL,
	`approval_id` text NOT NULL,
	`stage` integer NOT NULL,
	`to` text NOT NULL,
	`state` text NOT NULL,
	`schema` text NOT NULL,
	`message_id` text,
	`chat_id` text,
	`error` text,
	`attempted` integer NOT NULL,
	`shown_revision` integer NOT NULL,
	FOREIGN KEY (`approval_id`) REFERENCES `approvals`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `cards_by_approval` ON `cards` (`approval_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `cards_by_message` ON `cards` (`message_id`);--> statement-breakpoint
CREATE TABLE `idempotency_keys` (
	`scope` text NOT NULL,
	`key` text NOT NULL,
	`digest` text NOT NULL,
	`approval_id` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`scope`, `key`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `outbox` (
	`key` text NOT NULL,
	`kind` text NOT NULL,
	`approval_id` text NOT NULL,
	`due_at` integer NOT NULL,
	`attempts` integer NOT NULL,
	`version` integer NOT NULL,
	`leased_until` integer,
	`last_error` text,
	PRIMARY KEY(`key`, `kind`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `outbox_by_due` ON `outbox` (`due_at`);--> statement-breakpoint
CREATE INDEX `outbox_webhooks_by_due` ON `outbox` (`due_at`) WHERE kind = 'webhook.deliver';--> statement-breakpoint
CREATE TABLE `delegations` (
	`id` text PRIMARY KEY NOT NULL,
	`from` text NOT NULL,
	`to` text NOT NULL,
	`to_open_id` text NOT NULL,
	`starts_at` integer NOT NULL,
	`ends_at` integer NOT NULL,
	`revoked_at` integer
);
--> statement-breakpoint
CREATE INDEX `delegations_by_delegate` ON `delegations` (`to_open_id`);--> statement-breakpoint
CREATE TABLE `tokens` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`hash` text NOT NULL,
	`scopes` text NOT NULL,
	`created_at` integer NOT NULL,
	`revoked_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `tokens_by_hash` ON `tokens` (`hash`);--> statement-breakpoint
CREATE TABLE `signatures` (
	`id` text PRIMARY KEY NOT NULL,
	`approval_id` text NOT NULL,
	`purpose` text NOT NULL,
	`validity` text NOT NULL,
	`validity_ms` integer NOT NULL,
	`image` blob NOT NULL,
	`media_type` text NOT NULL,
	`sha256` text NOT NULL,
	`width` integer NOT NULL,
	`height` integer NOT NULL,
	`image_key` text,
	`created_at` integer NOT NULL,
	`revoked_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `signatures_by_approval` ON `signatures` (`approval_id`);--> statement-breakpoint
CREATE TABLE `webhook_deliveries` (
	`id` text PRIMARY KEY NOT NULL,
	`endpoint_id` text,
	`approval_id` text NOT NULL,
	`url` text NOT NULL,
	`type` text NOT NULL,
	`body` text,
	`state` text NOT NULL,
	`attempts` integer NOT NULL,
	`last_status` integer,
	`last_error` text,
	`created_at` integer NOT NULL,
	`delivered_at` integer
);
--> statement-breakpoint
CREATE INDEX `webhook_deliveries_by_approval` ON `webhook_deliveries` (`approval_id`);--> statement-breakpoint
CREATE TABLE `webhook_endpoints` (
	`id` text PRIMARY KEY NOT NULL,
	`url` text NOT NULL,
	`types` text,
	`secrets` text NOT NULL,
	`created_at` integer NOT NULL,
	`disabled_at` integer,
	`disabled_why` text
);
