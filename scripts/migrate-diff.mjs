// Compares prisma/schema.prisma with prisma/migrations.
//
//   node scripts/migrate-diff.mjs              prints the SQL that the migrations lack
//   node scripts/migrate-diff.mjs --check      the same, and exits 2 when there is any
//   node scripts/migrate-diff.mjs --name foo   writes it to prisma/migrations/NNNN_foo
//
// Prisma's own `migrate diff` downloads a native engine. This is the same engine compiled to WASM,
// with PGlite as the database on which it tries the migrations out.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { PGlite } from '@electric-sql/pglite';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import { PrismaPGlite } from 'pglite-prisma-adapter';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SCHEMA = join(ROOT, 'prisma/schema.prisma');
const MIGRATIONS = join(ROOT, 'prisma/migrations');
const ENGINE = '@prisma/schema-engine-wasm/schema_engine_bg';
const EXIT_MISUSE = 64;
const EXIT_DIFFERENT = 2;

const { check, name } = readOptions();
const sql = await diff();
if (sql === '') {
  console.log('prisma/schema.prisma and prisma/migrations agree');
} else if (name === undefined) {
  console.log(sql);
  process.exitCode = check ? EXIT_DIFFERENT : 0;
} else {
  writeMigration(name, sql);
}

function readOptions() {
  try {
    const options = { check: { type: 'boolean' }, name: { type: 'string' } };
    const { values } = parseArgs({ options });
    if (values.name !== undefined && !/^[a-z0-9_]+$/.test(values.name)) {
      throw new Error(`--name ${values.name}: expected small letters, digits and _`);
    }
    return values;
  } catch (error) {
    console.error(error.message);
    process.exit(EXIT_MISUSE);
  }
}

/** The SQL that leads from what the migrations make to what the schema says; '' for none. */
async function diff() {
  const { SchemaEngine } = await loadEngine();
  const pglite = await PGlite.create('memory://');
  const schema = readFileSync(SCHEMA, 'utf8');
  const factory = bindMigrationAwareSqlAdapterFactory(adapterFactory(pglite));
  const engine = await SchemaEngine.new({ datamodels: [[SCHEMA, schema]] }, () => {}, factory);
  const { exitCode, stdout } = await engine.diff({
    from: { tag: 'migrations', ...migrationList() },
    to: { tag: 'schemaDatamodel', files: [{ path: SCHEMA, content: schema }] },
    script: true,
    exitCode: true,
    shadowDatabaseUrl: null,
    filters: { externalTables: [], externalEnums: [] },
  });
  await pglite.close();
  return exitCode === 0 ? '' : stdout.trim();
}

/**
 * The adapter does not wait for scripts, so a migration that fails would go unnoticed; and one
 * empty database serves as both, where it would make a second.
 */
function adapterFactory(pglite) {
  const factory = new PrismaPGlite(pglite);
  const connect = async () => {
    const adapter = await factory.connect();
    adapter.executeScript = async (script) => {
      try {
        await pglite.exec(script);
      } catch (error) {
        console.error(`a migration fails: ${error.message}`);
        process.exit(1);
      }
    };
    return adapter;
  };
  const { provider, adapterName } = factory;
  return { provider, adapterName, connect, connectToShadowDb: connect };
}

async function loadEngine() {
  const bindings = await import(ENGINE);
  const folder = dirname(createRequire(import.meta.url).resolve(ENGINE));
  const wasm = readFileSync(join(folder, 'schema_engine_bg.wasm'));
  const imports = { './schema_engine_bg.js': bindings };
  const { instance } = await WebAssembly.instantiate(wasm, imports);
  bindings.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return bindings;
}

function migrationList() {
  return {
    baseDir: MIGRATIONS,
    shadowDbInitScript: '',
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
    migrationDirectories: migrationNames().map((path) => {
      const value = readFileSync(join(MIGRATIONS, path, 'migration.sql'), 'utf8');
      return { path, migrationFile: { path: 'migration.sql', content: { tag: 'ok', value } } };
    }),
  };
}

function migrationNames() {
  if (!existsSync(MIGRATIONS)) return [];
  return readdirSync(MIGRATIONS)
    .filter((folder) => existsSync(join(MIGRATIONS, folder, 'migration.sql')))
    .sort();
}

function writeMigration(suffix, content) {
  const number = Number.parseInt(migrationNames().at(-1) ?? '0', 10) + 1;
  const folder = join(MIGRATIONS, `${String(number).padStart(4, '0')}_${suffix}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'migration.sql'), `${content}\n`);
  console.log(`wrote ${join(folder, 'migration.sql')}; read it before you commit it`);
}
