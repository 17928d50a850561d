ALTER TABLE `cards` ADD `painted_at` integer;--> statement-breakpoint
ALTER TABLE `cards` ADD `undone_until` integer;--> statement-breakpoint
ALTER TABLE `outbox` ADD `request_id` text;