-- What Prisma's schema cannot say.

-- Samples are compressed before they get here: trying again costs time and gains nothing.
ALTER TABLE "SampleJournal" ALTER COLUMN "data" SET STORAGE EXTERNAL;
ALTER TABLE "SampleChunk" ALTER COLUMN "data" SET STORAGE EXTERNAL;

-- Rows that are updated with every report: room in the page keeps the new version beside the old
-- one, and the indexes untouched (HOT).
ALTER TABLE "Node" SET (fillfactor = 80);
ALTER TABLE "AgentEpoch" SET (fillfactor = 80);
ALTER TABLE "NodeCollector" SET (fillfactor = 80);
