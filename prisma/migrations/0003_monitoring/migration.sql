-- AlterTable
ALTER TABLE "Node" ADD COLUMN     "checkCounts" INTEGER[] DEFAULT ARRAY[]::INTEGER[],
ADD COLUMN     "memberOf" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- CreateTable
CREATE TABLE "NodeDocument" (
    "nodeId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "json" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "epoch" TEXT NOT NULL,
    "sequence" BIGINT NOT NULL,

    CONSTRAINT "NodeDocument_pkey" PRIMARY KEY ("nodeId","kind","key")
);

-- CreateTable
CREATE TABLE "NodeCheck" (
    "nodeId" TEXT NOT NULL,
    "check" TEXT NOT NULL,
    "pack" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "rank" SMALLINT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "applies" BOOLEAN NOT NULL,
    "reason" TEXT NOT NULL,
    "output" TEXT NOT NULL,
    "isFlapping" BOOLEAN NOT NULL,
    "changePercent" REAL NOT NULL,
    "softState" TEXT,
    "softAttempt" INTEGER,
    "lastResultAt" TIMESTAMPTZ(3),
    "durationMs" REAL,
    "explanation" JSONB,
    "epoch" TEXT NOT NULL,
    "sequence" BIGINT NOT NULL,

    CONSTRAINT "NodeCheck_pkey" PRIMARY KEY ("nodeId","check")
);

-- CreateTable
CREATE TABLE "CheckEvent" (
    "id" BIGSERIAL NOT NULL,
    "nodeId" TEXT NOT NULL,
    "check" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "from" TEXT NOT NULL DEFAULT '',
    "to" TEXT NOT NULL DEFAULT '',
    "output" TEXT NOT NULL,

    CONSTRAINT "CheckEvent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AgentQuestion" (
    "id" TEXT NOT NULL,
    "nodeId" TEXT NOT NULL,
    "question" JSONB NOT NULL,
    "answer" JSONB,
    "askedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "AgentQuestion_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "NodeDocument_kind_key_idx" ON "NodeDocument"("kind", "key");

-- CreateIndex
CREATE INDEX "NodeCheck_applies_rank_since_check_nodeId_idx" ON "NodeCheck"("applies", "rank", "since" DESC, "check", "nodeId");

-- CreateIndex
CREATE INDEX "NodeCheck_check_rank_idx" ON "NodeCheck"("check", "rank");

-- CreateIndex
CREATE INDEX "NodeCheck_pack_rank_idx" ON "NodeCheck"("pack", "rank");

-- CreateIndex
CREATE INDEX "CheckEvent_nodeId_check_at_idx" ON "CheckEvent"("nodeId", "check", "at" DESC);

-- CreateIndex
CREATE INDEX "CheckEvent_check_at_idx" ON "CheckEvent"("check", "at" DESC);

-- CreateIndex
CREATE INDEX "CheckEvent_at_idx" ON "CheckEvent"("at");

-- CreateIndex
CREATE INDEX "AgentQuestion_askedAt_idx" ON "AgentQuestion"("askedAt");

-- CreateIndex
CREATE INDEX "Node_memberOf_idx" ON "Node" USING GIN ("memberOf");

-- AddForeignKey
ALTER TABLE "NodeDocument" ADD CONSTRAINT "NodeDocument_nodeId_fkey" FOREIGN KEY ("nodeId") REFERENCES "Node"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "NodeCheck" ADD CONSTRAINT "NodeCheck_nodeId_fkey" FOREIGN KEY ("nodeId") REFERENCES "Node"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CheckEvent" ADD CONSTRAINT "CheckEvent_nodeId_fkey" FOREIGN KEY ("nodeId") REFERENCES "Node"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AgentQuestion" ADD CONSTRAINT "AgentQuestion_nodeId_fkey" FOREIGN KEY ("nodeId") REFERENCES "Node"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Until its agent says more, a node is in the groups that people gave it.
UPDATE "Node" SET "memberOf" = "groups";
