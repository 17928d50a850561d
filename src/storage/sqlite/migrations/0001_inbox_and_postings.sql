CREATE TABLE `handler_store` (
	`handler` text NOT NULL,
	`key` text NOT NULL,
	`value` text NOT NULL,
	PRIMARY KEY(`handler`, `key`)
);
--> statement-breakpoint
CREATE TABLE `inbox` (
	`event_id` text PRIMARY KEY NOT NULL,
	`type` text NOT NULL,
	`event` text,
	`received_at` integer NOT NULL,
	`due_at` integer NOT NULL,
	`attempts` integer NOT NULL,
	`leased_until` integer,
	`settled_at` integer,
	`last_error` text
);
--> statement-breakpoint
CREATE INDEX `inbox_by_due` ON `inbox` (`due_at`) WHERE settled_at is null;--> statement-breakpoint
CREATE INDEX `inbox_settled` ON `inbox` (`settled_at`) WHERE settled_at is not null;--> statement-breakpoint
CREATE TABLE `posted_messages` (
	`id` text PRIMARY KEY NOT NULL,
	`posting_id` text NOT NULL,
	`to` text,
	`state` text NOT NULL,
	`message_id` text,
	`chat_id` text,
	`error` text,
	`attempted` integer NOT NULL,
	`shown_revision` integer NOT NULL,
	`grant_token` text,
	`grant_until` integer,
	`grant_uses` integer,
	`grant_open_id` text,
	FOREIGN KEY (`posting_id`) REFERENCES `postings`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `posted_messages_by_posting` ON `posted_messages` (`posting_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `posted_messages_by_message` ON `posted_messages` (`message_id`);--> statement-breakpoint
CREATE TABLE `postings` (
	`id` text PRIMARY KEY NOT NULL,
	`card` text NOT NULL,
	`revision` integer NOT NULL,
	`actions` text NOT NULL,
	`created_at` integer NOT NULL
);
