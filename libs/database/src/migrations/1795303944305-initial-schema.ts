import { MigrationInterface, QueryRunner } from 'typeorm';

export class InitialSchema1795303944305 implements MigrationInterface {
  name = 'InitialSchema1795303944305';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE TABLE "owners" ("id" SERIAL NOT NULL, "uuid" uuid NOT NULL DEFAULT gen_random_uuid(), "email" character varying(320) NOT NULL, "email_key" character varying(320) NOT NULL, "name" character varying(200) NOT NULL, "password_hash" character varying(512), "country_code" character(2) NOT NULL, "verified_at" TIMESTAMP(3) WITH TIME ZONE, "created_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(), "updated_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(), CONSTRAINT "pk_owners" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(`CREATE UNIQUE INDEX "uq_owners_email_key" ON "owners"  ("email_key") `);
    await queryRunner.query(`CREATE UNIQUE INDEX "uq_owners_uuid" ON "owners"  ("uuid") `);
    await queryRunner.query(
      `CREATE TABLE "roles" ("id" smallint NOT NULL, "uuid" uuid NOT NULL, "description" character varying(40) NOT NULL, "enable" boolean NOT NULL DEFAULT true, CONSTRAINT "pk_roles" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(`CREATE UNIQUE INDEX "uq_roles_uuid" ON "roles"  ("uuid") `);
    await queryRunner.query(
      `CREATE TABLE "users" ("id" SERIAL NOT NULL, "uuid" uuid NOT NULL DEFAULT gen_random_uuid(), "owner_id" integer NOT NULL, "email" character varying(320) NOT NULL, "email_key" character varying(320) NOT NULL, "username" character varying(100), "username_key" character varying(100), "password_hash" character varying(512), "name" character varying(200), "surname" character varying(200), "phone" character varying(40), "role_id" smallint NOT NULL, "country_code" character(2) NOT NULL, "active" boolean NOT NULL DEFAULT false, "verified_at" TIMESTAMP(3) WITH TIME ZONE, "disabled_at" TIMESTAMP(3) WITH TIME ZONE, "created_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(), "updated_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(), CONSTRAINT "pk_users" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(
      `CREATE UNIQUE INDEX "uq_users_owner_username_key" ON "users"  ("owner_id", "username_key") `,
    );
    await queryRunner.query(`CREATE UNIQUE INDEX "uq_users_owner_email_key" ON "users"  ("owner_id", "email_key") `);
    await queryRunner.query(`CREATE UNIQUE INDEX "uq_users_uuid" ON "users"  ("uuid") `);
    await queryRunner.query(
      `CREATE TABLE "code_tries" ("id" uuid NOT NULL, "owner_id" integer NOT NULL, "user_id" integer, "tried_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, CONSTRAINT "pk_code_tries" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_code_tries_account" ON "code_tries"  ("owner_id", "user_id", "tried_at") `,
    );
    await queryRunner.query(
      `CREATE TABLE "sessions" ("id" uuid NOT NULL, "owner_id" integer NOT NULL, "user_id" integer NOT NULL, "profile" character varying(40) NOT NULL, "created_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "idle_expires_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "expires_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "ended_at" TIMESTAMP(3) WITH TIME ZONE, "end_reason" character varying(40), CONSTRAINT "pk_sessions" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(`CREATE INDEX "ix_sessions_expires_at" ON "sessions"  ("expires_at") `);
    await queryRunner.query(`CREATE INDEX "ix_sessions_user_id" ON "sessions"  ("user_id") `);
    await queryRunner.query(
      `CREATE TABLE "issued_tokens" ("id" uuid NOT NULL, "session_id" uuid NOT NULL, "grant_id" uuid NOT NULL, "kind" character varying(10) NOT NULL, "hash" bytea, "issued_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "expires_at" TIMESTAMP(3) WITH TIME ZONE, "used_at" TIMESTAMP(3) WITH TIME ZONE, "ended_at" TIMESTAMP(3) WITH TIME ZONE, CONSTRAINT "pk_issued_tokens" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(`CREATE UNIQUE INDEX "uq_issued_tokens_hash" ON "issued_tokens"  ("hash") `);
    await queryRunner.query(`CREATE INDEX "ix_issued_tokens_session_id" ON "issued_tokens"  ("session_id") `);
    await queryRunner.query(
      `CREATE TABLE "one_time_codes" ("id" uuid NOT NULL, "purpose" character varying(40) NOT NULL, "owner_id" integer NOT NULL, "user_id" integer, "hmac" bytea NOT NULL, "created_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "expires_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "tries" smallint NOT NULL DEFAULT '0', CONSTRAINT "pk_one_time_codes" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(
      `CREATE UNIQUE INDEX "uq_one_time_codes_owner_purpose" ON "one_time_codes"  ("owner_id", "purpose") WHERE user_id IS NULL`,
    );
    await queryRunner.query(
      `CREATE UNIQUE INDEX "uq_one_time_codes_user_purpose" ON "one_time_codes"  ("user_id", "purpose") WHERE user_id IS NOT NULL`,
    );
    await queryRunner.query(
      `CREATE TABLE "outgoing_mails" ("id" uuid NOT NULL, "sealed" bytea NOT NULL, "created_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "attempts" integer NOT NULL DEFAULT '0', "next_attempt_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, CONSTRAINT "pk_outgoing_mails" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_outgoing_mails_next_attempt_at" ON "outgoing_mails"  ("next_attempt_at") `,
    );
    await queryRunner.query(
      `CREATE TABLE "owner_secrets" ("id" SERIAL NOT NULL, "owner_id" integer NOT NULL, "hash" bytea NOT NULL, "created_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "expires_at" TIMESTAMP(3) WITH TIME ZONE, CONSTRAINT "pk_owner_secrets" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(`CREATE INDEX "ix_owner_secrets_owner_id" ON "owner_secrets"  ("owner_id") `);
    await queryRunner.query(
      `CREATE TABLE "service_state" ("name" character varying(60) NOT NULL, "value" character varying(200) NOT NULL, CONSTRAINT "pk_service_state" PRIMARY KEY ("name"))`,
    );
    await queryRunner.query(
      `CREATE TABLE "signing_keys" ("kid" character varying(64) NOT NULL, "profile" character varying(40) NOT NULL, "alg" character varying(10) NOT NULL, "sealed" bytea NOT NULL, "fingerprint" bytea NOT NULL, "created_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "retired_at" TIMESTAMP(3) WITH TIME ZONE, CONSTRAINT "pk_signing_keys" PRIMARY KEY ("kid"))`,
    );
    await queryRunner.query(
      `CREATE UNIQUE INDEX "uq_signing_keys_current" ON "signing_keys"  ("profile") WHERE retired_at IS NULL`,
    );
    await queryRunner.query(
      `ALTER TABLE "users" ADD CONSTRAINT "fk_users_owner" FOREIGN KEY ("owner_id") REFERENCES "owners"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "users" ADD CONSTRAINT "fk_users_role" FOREIGN KEY ("role_id") REFERENCES "roles"("id") ON DELETE RESTRICT ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "code_tries" ADD CONSTRAINT "fk_code_tries_owner" FOREIGN KEY ("owner_id") REFERENCES "owners"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "code_tries" ADD CONSTRAINT "fk_code_tries_user" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "sessions" ADD CONSTRAINT "fk_sessions_user" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "issued_tokens" ADD CONSTRAINT "fk_issued_tokens_session" FOREIGN KEY ("session_id") REFERENCES "sessions"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "one_time_codes" ADD CONSTRAINT "fk_one_time_codes_owner" FOREIGN KEY ("owner_id") REFERENCES "owners"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "one_time_codes" ADD CONSTRAINT "fk_one_time_codes_user" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "owner_secrets" ADD CONSTRAINT "fk_owner_secrets_owner" FOREIGN KEY ("owner_id") REFERENCES "owners"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await this.seedRoles(queryRunner);
  }

  /** The five published roles, the same everywhere; their uuids are part of the contract with token verifiers. */
  private async seedRoles(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`INSERT INTO "roles" ("id", "uuid", "description") VALUES
            (1, '5f0f7d2c-6a5e-4c0b-9a64-0d6b8d1f5a01', 'USER'),
            (2, '8a1c2f63-1b0d-4a57-8b1e-5a3a7c9e2b02', 'SELLER'),
            (3, 'c37e9d14-90f2-4f1d-a6c5-7e4b1d0f3c03', 'BUYER'),
            (4, '1dfde059-da65-49c9-8db3-dccc4f3292e4', 'SEMIADMIN'),
            (5, 'e5b40a76-3c8e-4d2f-b7f9-2f6d8a1e5d05', 'ADMIN')`);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "owner_secrets" DROP CONSTRAINT "fk_owner_secrets_owner"`);
    await queryRunner.query(`ALTER TABLE "one_time_codes" DROP CONSTRAINT "fk_one_time_codes_user"`);
    await queryRunner.query(`ALTER TABLE "one_time_codes" DROP CONSTRAINT "fk_one_time_codes_owner"`);
    await queryRunner.query(`ALTER TABLE "issued_tokens" DROP CONSTRAINT "fk_issued_tokens_session"`);
    await queryRunner.query(`ALTER TABLE "sessions" DROP CONSTRAINT "fk_sessions_user"`);
    await queryRunner.query(`ALTER TABLE "code_tries" DROP CONSTRAINT "fk_code_tries_user"`);
    await queryRunner.query(`ALTER TABLE "code_tries" DROP CONSTRAINT "fk_code_tries_owner"`);
    await queryRunner.query(`ALTER TABLE "users" DROP CONSTRAINT "fk_users_role"`);
    await queryRunner.query(`ALTER TABLE "users" DROP CONSTRAINT "fk_users_owner"`);
    await queryRunner.query(`DROP INDEX "public"."uq_signing_keys_current"`);
    await queryRunner.query(`DROP TABLE "signing_keys"`);
    await queryRunner.query(`DROP TABLE "service_state"`);
    await queryRunner.query(`DROP INDEX "public"."ix_owner_secrets_owner_id"`);
    await queryRunner.query(`DROP TABLE "owner_secrets"`);
    await queryRunner.query(`DROP INDEX "public"."ix_outgoing_mails_next_attempt_at"`);
    await queryRunner.query(`DROP TABLE "outgoing_mails"`);
    await queryRunner.query(`DROP INDEX "public"."uq_one_time_codes_user_purpose"`);
    await queryRunner.query(`DROP INDEX "public"."uq_one_time_codes_owner_purpose"`);
    await queryRunner.query(`DROP TABLE "one_time_codes"`);
    await queryRunner.query(`DROP INDEX "public"."ix_issued_tokens_session_id"`);
    await queryRunner.query(`DROP INDEX "public"."uq_issued_tokens_hash"`);
    await queryRunner.query(`DROP TABLE "issued_tokens"`);
    await queryRunner.query(`DROP INDEX "public"."ix_sessions_user_id"`);
    await queryRunner.query(`DROP INDEX "public"."ix_sessions_expires_at"`);
    await queryRunner.query(`DROP TABLE "sessions"`);
    await queryRunner.query(`DROP INDEX "public"."ix_code_tries_account"`);
    await queryRunner.query(`DROP TABLE "code_tries"`);
    await queryRunner.query(`DROP INDEX "public"."uq_users_uuid"`);
    await queryRunner.query(`DROP INDEX "public"."uq_users_owner_email_key"`);
    await queryRunner.query(`DROP INDEX "public"."uq_users_owner_username_key"`);
    await queryRunner.query(`DROP TABLE "users"`);
    await queryRunner.query(`DROP INDEX "public"."uq_roles_uuid"`);
    await queryRunner.query(`DROP TABLE "roles"`);
    await queryRunner.query(`DROP INDEX "public"."uq_owners_uuid"`);
    await queryRunner.query(`DROP INDEX "public"."uq_owners_email_key"`);
    await queryRunner.query(`DROP TABLE "owners"`);
  }
}
