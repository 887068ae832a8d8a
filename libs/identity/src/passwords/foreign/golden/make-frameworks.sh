#!/bin/sh
# Prints hashes of one password made by a framework, one origin and hash a line: make-frameworks.sh <name>, see README.md.
P='Contraseña 密码!'
export P
case $1 in
python) # Debian 13: python3-django 4.2, python3-werkzeug 3.1
  /usr/bin/python3 - <<'EOF'
import os
import django
from django.conf import settings
settings.configure(PASSWORD_HASHERS=["django.contrib.auth.hashers.ScryptPasswordHasher"])
django.setup()
from django.contrib.auth.hashers import make_password
from werkzeug.security import generate_password_hash
P = os.environ["P"]
print("Django scrypt", make_password(P), sep="\t")
print("Werkzeug scrypt", generate_password_hash(P), sep="\t")
EOF
  ;;
wordpress) # Debian 13: wordpress 6.8
  W=${WORDPRESS:-/usr/share/wordpress} php <<'EOF'
<?php
define('ABSPATH', getenv('W') . '/');
function add_action() {}
function add_filter() {}
function apply_filters($name, $value) { return $value; }
require ABSPATH . 'wp-includes/pluggable.php';
require ABSPATH . 'wp-includes/class-phpass.php';
echo "WordPress 6.8\t", wp_hash_password(getenv('P')), "\n";
echo "WordPress before 6.8\t", (new PasswordHash(8, true))->HashPassword(getenv('P')), "\n";
EOF
  ;;
laravel) # Debian 12: php-illuminate-hashing 8
  php <<'EOF'
<?php
require '/usr/share/php/Illuminate/Hashing/autoload.php';
use Illuminate\Hashing\{ArgonHasher, Argon2IdHasher, BcryptHasher};
$P = getenv('P');
echo "Laravel bcrypt\t", (new BcryptHasher(['rounds' => 10]))->make($P), "\n";
echo "Laravel argon\t", (new ArgonHasher())->make($P), "\n";
echo "Laravel argon2id\t", (new Argon2IdHasher())->make($P), "\n";
EOF
  ;;
drupal) # includes/password.inc of Drupal 7.105, in $DRUPAL
  php <<'EOF'
<?php
function variable_get($name, $default) { return $default; }
function drupal_random_bytes($count) { return random_bytes($count); }
require getenv('DRUPAL') . '/includes/password.inc';
echo "Drupal 7\t", user_hash_password(getenv('P')), "\n";
// What user_update_7000() made of Drupal 6.
echo "Drupal 7, from 6\tU", user_hash_password(md5(getenv('P')), 11), "\n";
EOF
  ;;
ion-auth) # models/ion_auth_model.php of Ion Auth 2.6.0, in $ION_AUTH
  php <<'EOF'
<?php
define('BASEPATH', '/');
class CI_Model {}
require getenv('ION_AUTH') . '/models/ion_auth_model.php';
$model = (new ReflectionClass('Ion_auth_model'))->newInstanceWithoutConstructor();
foreach (['hash_method' => 'sha1', 'store_salt' => false, 'salt_length' => 10] as $name => $value) $model->$name = $value;
$stored = $model->hash_password(getenv('P'));
echo "Ion Auth 2, sha1\t", json_encode(['algorithm' => 'sha1', 'salt' => substr($stored, 0, 10), 'hash' => substr($stored, 10)]), "\n";
$model->store_salt = true;
$hash = $model->hash_password(getenv('P'), '0123456789abcdef012345');
echo "Ion Auth 2, sha1 and a column\t", json_encode(['algorithm' => 'sha1', 'salt' => '0123456789abcdef012345', 'layout' => 'password+salt', 'hash' => $hash]), "\n";
EOF
  ;;
shield) # src/Authentication/Passwords.php of CodeIgniter Shield 1.1.0, in $SHIELD
  php <<'EOF'
<?php
namespace CodeIgniter\Shield\Config {
    class Auth { public $hashAlgorithm; public $hashCost; public $hashMemoryCost = 8192; public $hashTimeCost = 2; public $hashThreads = 1; }
}
namespace {
    require getenv('SHIELD') . '/src/Authentication/Passwords.php';
    function made(string $algorithm, string $method, int $cost = 10): string {
        $config = new CodeIgniter\Shield\Config\Auth();
        [$config->hashAlgorithm, $config->hashCost] = [$algorithm, $cost];
        return (new CodeIgniter\Shield\Authentication\Passwords($config))->$method(getenv('P'));
    }
    echo "Shield bcrypt\t", made(PASSWORD_DEFAULT, 'hash'), "\n";
    echo "Shield argon2id\t", made(PASSWORD_ARGON2ID, 'hash'), "\n";
    echo "Shield, hashDanger\t", json_encode(['algorithm' => 'bcrypt', 'hash' => made(PASSWORD_DEFAULT, 'hashDanger', 8), 'prehash' => 'sha384'], JSON_UNESCAPED_SLASHES), "\n";
}
EOF
  ;;
devise) # Debian 12: ruby-devise 4.8, ruby-rails, ruby-sqlite3
  ruby <<'EOF'
require 'rails'
require 'active_record'
require 'devise'
require 'devise/orm/active_record'
Devise.setup { |config| config.pepper, config.stretches = 'pepper of the tests', 8 }
ActiveRecord::Base.establish_connection(adapter: 'sqlite3', database: ':memory:')
ActiveRecord::Schema.verbose = false
ActiveRecord::Schema.define { create_table(:users) { |t| t.string :email; t.string :encrypted_password } }
class User < ActiveRecord::Base
  devise :database_authenticatable
end
stored = User.create!(email: 'a@b.example', password: ENV['P']).encrypted_password
puts "Devise with pepper\t#{{ algorithm: 'bcrypt', hash: stored, pepper: 'DEVISE_PEPPER' }.to_json}"
Devise.pepper = nil
puts "Devise\t#{User.create!(email: 'c@d.example', password: ENV['P']).encrypted_password}"
EOF
  ;;
spring) # spring-security-crypto 5.8, commons-logging and bcprov on the CLASSPATH
  cat > "${TMPDIR:-/tmp}/MakeSpring.java" <<'EOF'
import java.util.*;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.*;
import org.springframework.security.crypto.scrypt.SCryptPasswordEncoder;

class MakeSpring {
    @SuppressWarnings("deprecation")
    public static void main(String[] words) {
        String password = System.getenv("P");
        Map<String, PasswordEncoder> encoders = new LinkedHashMap<>();
        encoders.put("argon2", Argon2PasswordEncoder.defaultsForSpringSecurity_v5_2());
        encoders.put("argon2@SpringSecurity_v5_8", Argon2PasswordEncoder.defaultsForSpringSecurity_v5_8());
        encoders.put("bcrypt", new BCryptPasswordEncoder());
        encoders.put("ldap", new LdapShaPasswordEncoder());
        for (String digest : List.of("MD5", "SHA-1", "SHA-256"))
            encoders.put(digest, new MessageDigestPasswordEncoder(digest));
        encoders.put("sha256", new StandardPasswordEncoder());
        encoders.put("pbkdf2", Pbkdf2PasswordEncoder.defaultsForSpringSecurity_v5_5());
        encoders.put("pbkdf2@SpringSecurity_v5_8", Pbkdf2PasswordEncoder.defaultsForSpringSecurity_v5_8());
        encoders.put("scrypt", SCryptPasswordEncoder.defaultsForSpringSecurity_v4_1());
        encoders.put("scrypt@SpringSecurity_v5_8", SCryptPasswordEncoder.defaultsForSpringSecurity_v5_8());
        PasswordEncoder check = PasswordEncoderFactories.createDelegatingPasswordEncoder();
        encoders.forEach((id, encoder) -> {
            String stored = new DelegatingPasswordEncoder(id, Map.of(id, encoder)).encode(password);
            if (!check.matches(password, stored)) throw new IllegalStateException(id);
            System.out.println("Spring Security {" + id + "}\t" + stored);
        });
    }
}
EOF
  java "${TMPDIR:-/tmp}/MakeSpring.java"
  ;;
aspnet) # In a project with Microsoft.Extensions.Identity.Core 2.0: this is its Main.
  cat <<'EOF'
var password = Environment.GetEnvironmentVariable("P");
string Made(PasswordHasherCompatibilityMode mode, int count) => new PasswordHasher<object>(Options.Create(
    new PasswordHasherOptions { CompatibilityMode = mode, IterationCount = count })).HashPassword(new object(), password);
Console.WriteLine("ASP.NET Identity v2\t" + Made(PasswordHasherCompatibilityMode.IdentityV2, 1));
Console.WriteLine("ASP.NET Identity v3\t" + Made(PasswordHasherCompatibilityMode.IdentityV3, 10000));
Console.WriteLine("ASP.NET Identity v3, 100,000 rounds\t" + Made(PasswordHasherCompatibilityMode.IdentityV3, 100000));
EOF
  ;;
node) # npm install better-auth@1.7.25 lucia@3.2.2 @adonisjs/hash@9.1.1 scrypt-kdf@4.0.0
  node --input-type=module <<'EOF'
import { hashPassword } from 'better-auth/crypto';
import { Scrypt } from '@adonisjs/hash/drivers/scrypt';
import { LegacyScrypt, Scrypt as LuciaScrypt } from 'lucia';
import scryptKdf from 'scrypt-kdf';
const { P } = process.env;
console.log(`Better Auth\t${await hashPassword(P)}`);
console.log(`Lucia\t${await new LuciaScrypt().hash(P)}`);
console.log(`Lucia 1\t${await new LegacyScrypt().hash(P)}`);
console.log(`AdonisJS scrypt\t${await new Scrypt({}).make(P)}`);
console.log(`scrypt-kdf\t${Buffer.from(await scryptKdf.kdf(P, { logN: 14, r: 8, p: 1 })).toString('base64')}`);
EOF
  ;;
firebase) # the program scrypt of the repository firebase/scrypt, on the PATH
  key='c2lnbmVyIGtleSBvZiB0aGUgdGVzdHMsIHdoaWNoIGhhcyBzaXh0eS1mb3VyIGJ5dGVzIGxpa2UgYSByZWFsIA=='
  hash=$(printf '%s\n' "$P" | scrypt "$key" c2FsdCBvZiBvbmU= Bw== 8 14 -P)
  printf 'Firebase\t{"algorithm":"firebase-scrypt","hash":"%s","salt":"c2FsdCBvZiBvbmU=","saltSeparator":"Bw==","iterations":8,"memory":14,"pepper":"FIREBASE"}\n' "$hash"
  ;;
*) echo "$0 python|wordpress|laravel|drupal|ion-auth|shield|devise|spring|aspnet|node|firebase" >&2; exit 2 ;;
esac
