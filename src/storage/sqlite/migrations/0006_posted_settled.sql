ALTER TABLE `posted_messages` ADD `painted_at` integer;--> statement-breakpoint
ALTER TABLE `posted_messages` ADD `undone_until` integer;