-- AlterTable
ALTER TABLE "Node" ADD COLUMN     "silentToldAt" TIMESTAMPTZ(3);
