import { MigrationInterface, QueryRunner } from 'typeorm';

/** Cities of Indonesia with their provinces, by their ids from 1 on. Clients keep the ids: none changes or goes. */
const LOCATIONS: readonly (readonly [string, string])[] = [
  ['Jakarta', 'DKI Jakarta'],
  ['Bandung', 'Jawa Barat'],
  ['Bekasi', 'Jawa Barat'],
  ['Bogor', 'Jawa Barat'],
  ['Depok', 'Jawa Barat'],
  ['Semarang', 'Jawa Tengah'],
  ['Surabaya', 'Jawa Timur'],
  ['Malang', 'Jawa Timur'],
  ['Surakarta', 'Jawa Tengah'],
  ['Yogyakarta', 'DI Yogyakarta'],
  ['Tangerang', 'Banten'],
  ['Tangerang Selatan', 'Banten'],
  ['Serang', 'Banten'],
  ['Cirebon', 'Jawa Barat'],
  ['Tasikmalaya', 'Jawa Barat'],
  ['Kediri', 'Jawa Timur'],
  ['Madiun', 'Jawa Timur'],
  ['Denpasar', 'Bali'],
  ['Mataram', 'Nusa Tenggara Barat'],
  ['Kupang', 'Nusa Tenggara Timur'],
  ['Banda Aceh', 'Aceh'],
  ['Medan', 'Sumatera Utara'],
  ['Pematangsiantar', 'Sumatera Utara'],
  ['Padang', 'Sumatera Barat'],
  ['Bukittinggi', 'Sumatera Barat'],
  ['Pekanbaru', 'Riau'],
  ['Dumai', 'Riau'],
  ['Batam', 'Kepulauan Riau'],
  ['Tanjungpinang', 'Kepulauan Riau'],
  ['Jambi', 'Jambi'],
  ['Palembang', 'Sumatera Selatan'],
  ['Bengkulu', 'Bengkulu'],
  ['Bandar Lampung', 'Lampung'],
  ['Pangkalpinang', 'Kepulauan Bangka Belitung'],
  ['Pontianak', 'Kalimantan Barat'],
  ['Singkawang', 'Kalimantan Barat'],
  ['Palangka Raya', 'Kalimantan Tengah'],
  ['Banjarmasin', 'Kalimantan Selatan'],
  ['Banjarbaru', 'Kalimantan Selatan'],
  ['Samarinda', 'Kalimantan Timur'],
  ['Balikpapan', 'Kalimantan Timur'],
  ['Tarakan', 'Kalimantan Utara'],
  ['Manado', 'Sulawesi Utara'],
  ['Bitung', 'Sulawesi Utara'],
  ['Gorontalo', 'Gorontalo'],
  ['Palu', 'Sulawesi Tengah'],
  ['Makassar', 'Sulawesi Selatan'],
  ['Parepare', 'Sulawesi Selatan'],
  ['Mamuju', 'Sulawesi Barat'],
  ['Kendari', 'Sulawesi Tenggara'],
  ['Ambon', 'Maluku'],
  ['Ternate', 'Maluku Utara'],
  ['Jayapura', 'Papua'],
  ['Manokwari', 'Papua Barat'],
  ['Sorong', 'Papua Barat Daya'],
];

export class UserBelongings1795305077885 implements MigrationInterface {
  name = 'UserBelongings1795305077885';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE TABLE "devices" ("id" SERIAL NOT NULL, "owner_id" integer NOT NULL, "user_id" integer NOT NULL, "token" character varying(1024) NOT NULL, "registered_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, CONSTRAINT "pk_devices" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(`CREATE INDEX "ix_devices_user_id" ON "devices"  ("user_id") `);
    await queryRunner.query(`CREATE UNIQUE INDEX "uq_devices_owner_token" ON "devices"  ("owner_id", "token") `);
    await queryRunner.query(
      `CREATE TABLE "external_identities" ("id" SERIAL NOT NULL, "owner_id" integer NOT NULL, "user_id" integer NOT NULL, "provider" character varying(40) NOT NULL, "subject" character varying(100) NOT NULL, "linked_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, CONSTRAINT "pk_external_identities" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(`CREATE INDEX "ix_external_identities_user_id" ON "external_identities"  ("user_id") `);
    await queryRunner.query(
      `CREATE UNIQUE INDEX "uq_external_identities_owner_subject" ON "external_identities"  ("owner_id", "provider", "subject") `,
    );
    await queryRunner.query(
      `CREATE TABLE "locations" ("id" smallint NOT NULL, "name" character varying(100) NOT NULL, "province" character varying(100) NOT NULL, CONSTRAINT "pk_locations" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(
      `CREATE TABLE "one_time_links" ("id" uuid NOT NULL, "purpose" character varying(40) NOT NULL, "owner_id" integer NOT NULL, "user_id" integer NOT NULL, "hash" bytea NOT NULL, "created_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "expires_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, CONSTRAINT "pk_one_time_links" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(
      `CREATE UNIQUE INDEX "uq_one_time_links_user_purpose" ON "one_time_links"  ("user_id", "purpose") `,
    );
    await queryRunner.query(`CREATE UNIQUE INDEX "uq_one_time_links_hash" ON "one_time_links"  ("hash") `);
    await queryRunner.query(
      `CREATE TABLE "user_profiles" ("user_id" integer NOT NULL, "location_id" smallint, "longitude" double precision, "latitude" double precision, "avatar" character varying(500), CONSTRAINT "pk_user_profiles" PRIMARY KEY ("user_id"))`,
    );
    await this.addForeignKeys(queryRunner);
    await this.seedLocations(queryRunner);
  }

  private async addForeignKeys(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `ALTER TABLE "devices" ADD CONSTRAINT "fk_devices_owner" FOREIGN KEY ("owner_id") REFERENCES "owners"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "devices" ADD CONSTRAINT "fk_devices_user" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "external_identities" ADD CONSTRAINT "fk_external_identities_owner" FOREIGN KEY ("owner_id") REFERENCES "owners"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "external_identities" ADD CONSTRAINT "fk_external_identities_user" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "one_time_links" ADD CONSTRAINT "fk_one_time_links_owner" FOREIGN KEY ("owner_id") REFERENCES "owners"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "one_time_links" ADD CONSTRAINT "fk_one_time_links_user" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "user_profiles" ADD CONSTRAINT "fk_user_profiles_user" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "user_profiles" ADD CONSTRAINT "fk_user_profiles_location" FOREIGN KEY ("location_id") REFERENCES "locations"("id") ON DELETE RESTRICT ON UPDATE NO ACTION`,
    );
  }

  private async seedLocations(queryRunner: QueryRunner): Promise<void> {
    const rows = LOCATIONS.map((_, index) => `(${index + 1}, $${2 * index + 1}, $${2 * index + 2})`);
    await queryRunner.query(
      `INSERT INTO "locations" ("id", "name", "province") VALUES ${rows.join(', ')}`,
      LOCATIONS.flat(),
    );
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "user_profiles" DROP CONSTRAINT "fk_user_profiles_location"`);
    await queryRunner.query(`ALTER TABLE "user_profiles" DROP CONSTRAINT "fk_user_profiles_user"`);
    await queryRunner.query(`ALTER TABLE "one_time_links" DROP CONSTRAINT "fk_one_time_links_user"`);
    await queryRunner.query(`ALTER TABLE "one_time_links" DROP CONSTRAINT "fk_one_time_links_owner"`);
    await queryRunner.query(`ALTER TABLE "external_identities" DROP CONSTRAINT "fk_external_identities_user"`);
    await queryRunner.query(`ALTER TABLE "external_identities" DROP CONSTRAINT "fk_external_identities_owner"`);
    await queryRunner.query(`ALTER TABLE "devices" DROP CONSTRAINT "fk_devices_user"`);
    await queryRunner.query(`ALTER TABLE "devices" DROP CONSTRAINT "fk_devices_owner"`);
    await queryRunner.query(`DROP TABLE "user_profiles"`);
    await queryRunner.query(`DROP INDEX "public"."uq_one_time_links_hash"`);
    await queryRunner.query(`DROP INDEX "public"."uq_one_time_links_user_purpose"`);
    await queryRunner.query(`DROP TABLE "one_time_links"`);
    await queryRunner.query(`DROP TABLE "locations"`);
    await queryRunner.query(`DROP INDEX "public"."uq_external_identities_owner_subject"`);
    await queryRunner.query(`DROP INDEX "public"."ix_external_identities_user_id"`);
    await queryRunner.query(`DROP TABLE "external_identities"`);
    await queryRunner.query(`DROP INDEX "public"."uq_devices_owner_token"`);
    await queryRunner.query(`DROP INDEX "public"."ix_devices_user_id"`);
    await queryRunner.query(`DROP TABLE "devices"`);
  }
}
