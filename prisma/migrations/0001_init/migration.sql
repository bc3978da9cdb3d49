-- CreateTable
CREATE TABLE "User" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "emailVerified" BOOLEAN NOT NULL DEFAULT false,
    "image" TEXT,
    "role" TEXT NOT NULL DEFAULT 'viewer',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Session" (
    "id" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "ipAddress" TEXT,
    "userAgent" TEXT,
    "userId" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Account" (
    "id" TEXT NOT NULL,
    "accountId" TEXT NOT NULL,
    "providerId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "accessToken" TEXT,
    "refreshToken" TEXT,
    "idToken" TEXT,
    "accessTokenExpiresAt" TIMESTAMPTZ(3),
    "refreshTokenExpiresAt" TIMESTAMPTZ(3),
    "scope" TEXT,
    "password" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Verification" (
    "id" TEXT NOT NULL,
    "identifier" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Verification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Node" (
    "id" TEXT NOT NULL,
    "publicKey" BYTEA NOT NULL,
    "hostname" TEXT NOT NULL,
    "displayName" TEXT NOT NULL DEFAULT '',
    "name" TEXT NOT NULL,
    "groups" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "agentVersion" TEXT NOT NULL DEFAULT '',
    "enrolledAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastReportAt" TIMESTAMPTZ(3),
    "silentToldAt" TIMESTAMPTZ(3),
    "clockSkewMs" DOUBLE PRECISION,
    "os" TEXT,
    "kernel" TEXT,
    "architecture" TEXT,
    "addresses" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "cpuCount" INTEGER,
    "cpuPercent" DOUBLE PRECISION,
    "memoryPercent" DOUBLE PRECISION,
    "memoryTotalBytes" DOUBLE PRECISION,
    "diskPercent" DOUBLE PRECISION,
    "diskTotalBytes" DOUBLE PRECISION,
    "diskUsedBytes" DOUBLE PRECISION,
    "diskMount" TEXT,
    "load1" DOUBLE PRECISION,
    "uptimeSeconds" DOUBLE PRECISION,
    "collectorsFailing" INTEGER NOT NULL DEFAULT 0,
    "collectorIntervals" JSONB NOT NULL DEFAULT '{}',
    "desiredRevision" INTEGER NOT NULL DEFAULT 0,
    "appliedRevision" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "Node_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AgentEpoch" (
    "nodeId" TEXT NOT NULL,
    "epoch" TEXT NOT NULL,
    "received" int8multirange NOT NULL DEFAULT '{}'::int8multirange,
    "startedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "AgentEpoch_pkey" PRIMARY KEY ("nodeId","epoch")
);

-- CreateTable
CREATE TABLE "NodeCollector" (
    "nodeId" TEXT NOT NULL,
    "collector" TEXT NOT NULL,
    "status" JSONB NOT NULL,
    "state" TEXT NOT NULL,
    "statusAt" TIMESTAMPTZ(3) NOT NULL,
    "facts" JSONB,
    "factsAt" TIMESTAMPTZ(3),

    CONSTRAINT "NodeCollector_pkey" PRIMARY KEY ("nodeId","collector")
);

-- CreateTable
CREATE TABLE "TimelineEntry" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "nodeId" TEXT,
    "actor" TEXT NOT NULL,
    "text" TEXT NOT NULL,

    CONSTRAINT "TimelineEntry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Series" (
    "id" SERIAL NOT NULL,
    "nodeId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "metric" TEXT NOT NULL,
    "labels" JSONB NOT NULL,
    "path" TEXT NOT NULL,
    "unit" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "help" TEXT NOT NULL,

    CONSTRAINT "Series_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SampleJournal" (
    "id" BIGSERIAL NOT NULL,
    "data" BYTEA NOT NULL,

    CONSTRAINT "SampleJournal_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SampleChunk" (
    "seriesId" INTEGER NOT NULL,
    "startMs" BIGINT NOT NULL,
    "endMs" BIGINT NOT NULL,
    "count" INTEGER NOT NULL,
    "data" BYTEA NOT NULL,

    CONSTRAINT "SampleChunk_pkey" PRIMARY KEY ("seriesId","startMs")
);

-- CreateTable
CREATE TABLE "SampleHour" (
    "seriesId" INTEGER NOT NULL,
    "hour" INTEGER NOT NULL,
    "min" DOUBLE PRECISION NOT NULL,
    "max" DOUBLE PRECISION NOT NULL,
    "sum" DOUBLE PRECISION NOT NULL,
    "count" INTEGER NOT NULL,
    "last" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "SampleHour_pkey" PRIMARY KEY ("seriesId","hour")
);

-- CreateIndex
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");

-- CreateIndex
CREATE UNIQUE INDEX "Session_token_key" ON "Session"("token");

-- CreateIndex
CREATE INDEX "Session_userId_idx" ON "Session"("userId");

-- CreateIndex
CREATE INDEX "Account_userId_idx" ON "Account"("userId");

-- CreateIndex
CREATE INDEX "Verification_identifier_idx" ON "Verification"("identifier");

-- CreateIndex
CREATE UNIQUE INDEX "Node_publicKey_key" ON "Node"("publicKey");

-- CreateIndex
CREATE INDEX "Node_name_idx" ON "Node"("name");

-- CreateIndex
CREATE INDEX "TimelineEntry_at_id_idx" ON "TimelineEntry"("at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "TimelineEntry_nodeId_at_id_idx" ON "TimelineEntry"("nodeId", "at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "Series_nodeId_metric_idx" ON "Series"("nodeId", "metric");

-- CreateIndex
CREATE UNIQUE INDEX "Series_nodeId_key_key" ON "Series"("nodeId", "key");

-- CreateIndex
CREATE INDEX "SampleChunk_endMs_idx" ON "SampleChunk"("endMs");

-- AddForeignKey
ALTER TABLE "Session" ADD CONSTRAINT "Session_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Account" ADD CONSTRAINT "Account_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AgentEpoch" ADD CONSTRAINT "AgentEpoch_nodeId_fkey" FOREIGN KEY ("nodeId") REFERENCES "Node"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "NodeCollector" ADD CONSTRAINT "NodeCollector_nodeId_fkey" FOREIGN KEY ("nodeId") REFERENCES "Node"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TimelineEntry" ADD CONSTRAINT "TimelineEntry_nodeId_fkey" FOREIGN KEY ("nodeId") REFERENCES "Node"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Series" ADD CONSTRAINT "Series_nodeId_fkey" FOREIGN KEY ("nodeId") REFERENCES "Node"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SampleChunk" ADD CONSTRAINT "SampleChunk_seriesId_fkey" FOREIGN KEY ("seriesId") REFERENCES "Series"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SampleHour" ADD CONSTRAINT "SampleHour_seriesId_fkey" FOREIGN KEY ("seriesId") REFERENCES "Series"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma's schema cannot say.

-- Samples are compressed before they get here: trying again costs time and gains nothing.
ALTER TABLE "SampleJournal" ALTER COLUMN "data" SET STORAGE EXTERNAL;
ALTER TABLE "SampleChunk" ALTER COLUMN "data" SET STORAGE EXTERNAL;

-- Rows that are updated with every report: room in the page keeps the new version beside the old
-- one, and the indexes untouched (HOT).
ALTER TABLE "Node" SET (fillfactor = 80);
ALTER TABLE "AgentEpoch" SET (fillfactor = 80);
ALTER TABLE "NodeCollector" SET (fillfactor = 80);
