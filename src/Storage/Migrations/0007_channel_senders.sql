-- Whose audio a channel has since it was opened last; NULL: of clients that number its bytes themselves. Two senders count different bytes by the same numbers.
ALTER TABLE audio_channels ADD COLUMN sender text COLLATE "C";
