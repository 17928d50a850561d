CREATE TABLE `server_keys` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`secret` text,
	`public` text,
	`since` integer NOT NULL,
	`until` integer
);
