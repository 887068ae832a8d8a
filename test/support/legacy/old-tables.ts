/** Tables of other frameworks on PostgreSQL, reduced to the columns that docs/moving-in reads, with users in them. */
export interface OldTables {
  /** Creates and fills the tables. `$hash` is a bcrypt hash; `$sha1` a salt of ten characters and a digest, ten shorter. */
  readonly sql: string;
  readonly users: number;
}

/** The tables by the page of docs/moving-in that describes their move. */
export const OLD_TABLES: Readonly<Record<string, OldTables>> = {
  laravel: {
    users: 2,
    sql: `CREATE TABLE users (id bigserial PRIMARY KEY, name varchar(255) NOT NULL, email varchar(255) NOT NULL UNIQUE,
      email_verified_at timestamp(0), password varchar(255) NOT NULL, remember_token varchar(100),
      created_at timestamp(0), updated_at timestamp(0));
      INSERT INTO users (name, email, email_verified_at, password, created_at) VALUES
      ('Lara "L", y ñ', 'lara@laravel.example', '2021-02-03 04:05:06', '$hash', '2021-01-01 00:00:00'),
      ('Lea \\ L', 'lea@laravel.example', NULL, '$hash', NULL);`,
  },
  spring: {
    users: 3,
    sql: `CREATE TABLE users (username varchar(50) PRIMARY KEY, password varchar(500) NOT NULL, enabled boolean NOT NULL);
      CREATE TABLE authorities (username varchar(50) NOT NULL REFERENCES users, authority varchar(50) NOT NULL);
      INSERT INTO users VALUES ('sonia', '{bcrypt}$hash', true), ('sara@spring.example', '{noop}secreto ñ', true),
        ('sven', '$hash', false);
      INSERT INTO authorities VALUES ('sonia', 'ROLE_USER'), ('sonia', 'ROLE_ADMIN'), ('sven', 'ROLE_USER');`,
  },
  codeigniter: {
    users: 3,
    sql: `CREATE TABLE users (id serial PRIMARY KEY, username varchar(100) NOT NULL, password varchar(255) NOT NULL,
      salt varchar(255), email varchar(100) NOT NULL, created_on int NOT NULL, active int4, first_name varchar(50),
      last_name varchar(50), phone varchar(20));
      INSERT INTO users (username, password, salt, email, created_on, active, first_name, phone) VALUES
      ('ines', '$hash', '', 'ines@ion.example', 1268889823, 1, 'Inés', '0'),
      ('two words', '$sha1', NULL, 'ivan@ion.example', 1268889823, 1, NULL, NULL),
      ('igor', encode(sha256('x'), 'hex'), 's', 'igor@ion.example', 1268889823, 0, NULL, NULL);`,
  },
  'codeigniter-shield': {
    users: 2,
    sql: `CREATE TABLE users (id serial PRIMARY KEY, username varchar(30) UNIQUE, status varchar(255), status_message varchar(255),
      active smallint NOT NULL DEFAULT 0, last_active timestamp, created_at timestamp, updated_at timestamp, deleted_at timestamp);
      CREATE TABLE auth_identities (id serial PRIMARY KEY, user_id int NOT NULL REFERENCES users, type varchar(255) NOT NULL,
        name varchar(255), secret varchar(255) NOT NULL, secret2 varchar(255), UNIQUE (type, secret));
      INSERT INTO users (username, status, active, created_at, deleted_at) VALUES ('sol', NULL, 1, '2024-05-06 07:08:09', NULL),
        ('sam.b', 'banned', 1, NULL, NULL), ('gone', NULL, 1, NULL, now()), ('token', NULL, 1, NULL, NULL);
      INSERT INTO auth_identities (user_id, type, secret, secret2) VALUES (1, 'email_password', 'sol@shield.example', '$hash'),
        (1, 'access_token', 'x', NULL), (2, 'email_password', 'sam@shield.example', '$hash'),
        (3, 'email_password', 'gone@shield.example', '$hash'), (4, 'access_token', 'y', NULL);`,
  },
  rails: {
    users: 1,
    sql: `CREATE TABLE users (id bigserial PRIMARY KEY, email varchar NOT NULL DEFAULT '', encrypted_password varchar NOT NULL,
      reset_password_token varchar, created_at timestamp(6) NOT NULL, updated_at timestamp(6) NOT NULL);
      INSERT INTO users (email, encrypted_password, created_at, updated_at) VALUES
      ('rita@rails.example', '$hash', '2020-01-02 03:04:05.678901', now());`,
  },
  node: {
    users: 2,
    sql: `CREATE TABLE users (id serial PRIMARY KEY, email text NOT NULL, password text, "createdAt" timestamptz NOT NULL);
      CREATE TABLE "user" (id text PRIMARY KEY, name text NOT NULL, email text NOT NULL UNIQUE, "emailVerified" boolean NOT NULL,
        "createdAt" timestamptz NOT NULL);
      CREATE TABLE account (id text PRIMARY KEY, "accountId" text NOT NULL, "providerId" text NOT NULL, "userId" text NOT NULL,
        password text);
      INSERT INTO users (email, password, "createdAt") VALUES ('a@node.example', '$hash', now()), ('b@node.example', NULL, now());
      INSERT INTO "user" VALUES ('u1', 'Niña', 'nina@node.example', true, now()), ('u2', 'Nico', 'nico@node.example', false, now());
      INSERT INTO account VALUES ('1', 'u1', 'credential', 'u1', '$hash'), ('2', '91234', 'facebook', 'u1', NULL),
        ('3', '95678', 'facebook', 'u2', NULL);`,
  },
  aspnet: {
    users: 2,
    sql: `CREATE TABLE "AspNetUsers" ("Id" text PRIMARY KEY, "UserName" varchar(256), "Email" varchar(256),
      "EmailConfirmed" boolean NOT NULL, "PasswordHash" text, "PhoneNumber" text, "LockoutEnd" timestamptz,
      "LockoutEnabled" boolean NOT NULL);
      CREATE TABLE "AspNetUserTokens" ("UserId" text, "LoginProvider" text, "Name" text, "Value" text);
      CREATE TABLE "AspNetUserLogins" ("LoginProvider" text, "ProviderKey" text, "UserId" text);
      INSERT INTO "AspNetUsers" VALUES ('a-1', 'nils@aspnet.example', 'nils@aspnet.example', true, NULL, '+598 1', NULL, true),
        ('a-2', 'nora@aspnet.example', 'nora@aspnet.example', false, '$hash', NULL, '9999-12-31Z', true);
      INSERT INTO "AspNetUserTokens" VALUES ('a-1', '[AspNetUserStore]', 'AuthenticatorKey', 'JBSWY3DPEHPK3PXP');
      INSERT INTO "AspNetUserLogins" VALUES ('Facebook', '1234', 'a-1');`,
  },
};
