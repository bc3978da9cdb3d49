-- AlterTable
ALTER TABLE "Node" ADD COLUMN     "checkSet" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "memberships" JSONB NOT NULL DEFAULT '[]';

-- AlterTable
ALTER TABLE "TimelineEntry" ADD COLUMN     "subject" TEXT NOT NULL DEFAULT '';

-- AlterTable
ALTER TABLE "NodeCheck" ADD COLUMN     "softSince" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "NodeCheck_applies_since_check_nodeId_idx" ON "NodeCheck"("applies", "since" DESC, "check", "nodeId");

-- CreateIndex
CREATE INDEX "TimelineEntry_subject_at_id_idx" ON "TimelineEntry"("subject", "at" DESC, "id" DESC);

-- What is kept beside the rows that it is made of, see refreshCheckCounts and saveMemberOf.
UPDATE "Node" SET "checkSet" = counted.set
FROM (
  SELECT "nodeId", left(encode(sha256(convert_to(
    string_agg("check", E'\n' ORDER BY "check" COLLATE "C"), 'UTF8')), 'hex'), 32) AS set
  FROM "NodeCheck" WHERE applies GROUP BY "nodeId"
) counted WHERE counted."nodeId" = id;

UPDATE "Node" SET "memberships" = told.memberships
FROM (
  SELECT doc."nodeId", jsonb_agg(DISTINCT membership - 'sinceMs') AS memberships
  FROM "NodeDocument" doc, jsonb_array_elements(doc.json->'memberships') AS membership
  WHERE doc.kind = 'groups' AND doc.key = '' AND membership->>'source' <> 'given'
  GROUP BY doc."nodeId"
) told WHERE told."nodeId" = id;

UPDATE "TimelineEntry"
SET subject = 'group ' || substring(text FROM '^(?:joined|left) the group (.+?): ')
WHERE kind IN ('group-added', 'group-removed') AND text ~ '^(?:joined|left) the group .+?: ';

-- AlterTable
ALTER TABLE "Node" ADD COLUMN     "through" TEXT NOT NULL DEFAULT '';

-- AlterTable
ALTER TABLE "Node" ADD COLUMN     "peerConfirmedAt" TIMESTAMPTZ(3),
ADD COLUMN     "peerState" TEXT NOT NULL DEFAULT '';

-- CreateTable
CREATE TABLE "MemberEvent" (
    "id" BIGSERIAL NOT NULL,
    "subjectId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "zone" TEXT NOT NULL,
    "change" TEXT NOT NULL,
    "incarnation" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "detail" TEXT NOT NULL,
    "accusations" JSONB NOT NULL,
    "witnesses" TEXT[],
    "timelineId" BIGINT,

    CONSTRAINT "MemberEvent_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "MemberEvent_subjectId_id_idx" ON "MemberEvent"("subjectId", "id" DESC);

-- CreateIndex
CREATE INDEX "MemberEvent_at_idx" ON "MemberEvent"("at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "MemberEvent_subjectId_incarnation_change_key" ON "MemberEvent"("subjectId", "incarnation", "change");

-- AlterTable
ALTER TABLE "Node" ADD COLUMN     "gossipAddresses" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "mayRelay" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "zoneKeys" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "zoneKeysAt" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "Zone" (
    "name" TEXT NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "parent" TEXT,
    "hasGossip" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Zone_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "ZoneKey" (
    "zone" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "salt" BYTEA NOT NULL,
    "step" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "stepAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ZoneKey_pkey" PRIMARY KEY ("zone","id")
);

-- AddForeignKey
ALTER TABLE "ZoneKey" ADD CONSTRAINT "ZoneKey_zone_fkey" FOREIGN KEY ("zone") REFERENCES "Zone"("name") ON DELETE CASCADE ON UPDATE CASCADE;

-- Zones were any text on one line; those in use get a name that gossip can carry, and a row.
UPDATE "Node" SET zone = left(trim(LEADING '_.:-' FROM
  regexp_replace(lower(zone), '[^a-z0-9_.:-]+', '-', 'g')), 64) WHERE zone <> '';
UPDATE "EnrolmentToken" SET zone = left(trim(LEADING '_.:-' FROM
  regexp_replace(lower(zone), '[^a-z0-9_.:-]+', '-', 'g')), 64) WHERE zone <> '';
INSERT INTO "Zone" (name)
SELECT zone FROM "Node" WHERE zone <> '' UNION SELECT zone FROM "EnrolmentToken" WHERE zone <> ''
ON CONFLICT DO NOTHING;
