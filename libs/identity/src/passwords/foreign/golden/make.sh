#!/bin/sh
# Prints hashes of one password made by PHP, whois, apache2-utils, openssl and slapd of Debian, one origin and hash a line.
P='Contraseña 密码!'
export P
php -r '$p = getenv("P");
echo "PHP password_hash bcrypt\t", password_hash($p, PASSWORD_BCRYPT), "\n";
if (defined("PASSWORD_ARGON2ID")) echo "PHP password_hash argon2id\t", password_hash($p, PASSWORD_ARGON2ID, ["memory_cost" => 8192]), "\n";
if (defined("PASSWORD_ARGON2I")) echo "PHP password_hash argon2i\t", password_hash($p, PASSWORD_ARGON2I, ["memory_cost" => 8192]), "\n";
echo "PHP crypt sha512\t", crypt($p, "\$6\$saltstring\$"), "\n";
echo "PHP crypt sha256 rounds\t", crypt($p, "\$5\$rounds=10000\$saltstringsalts\$"), "\n";
echo "PHP md5\t", md5($p), "\n";
echo "PHP sha1 salt+password\t", json_encode(["algorithm" => "sha1", "hash" => sha1("s4lt" . $p), "salt" => "s4lt"]), "\n";
echo "PHP sha512 password+salt\t", json_encode(["algorithm" => "sha512", "hash" => base64_encode(hash("sha512", $p . "s4lt", true)), "salt" => "s4lt", "encoding" => "base64", "layout" => "password+salt"]), "\n";
echo "PHP hash_hmac sha256\t", json_encode(["algorithm" => "hmac-sha256", "hash" => hash_hmac("sha256", $p, "s4lt"), "salt" => "s4lt"]), "\n";
echo "PHP hash_pbkdf2\t", json_encode(["algorithm" => "pbkdf2", "digest" => "sha512", "hash" => hash_pbkdf2("sha512", $p, "s4lt", 5000, 128), "salt" => "s4lt", "iterations" => 5000]), "\n";
echo "PHP Keycloak by hash_pbkdf2\t", json_encode(["secretData" => json_encode(["value" => base64_encode(hash_pbkdf2("sha512", $p, "0123456789abcdef", 30000, 64, true)), "salt" => base64_encode("0123456789abcdef")]), "credentialData" => json_encode(["hashIterations" => 30000, "algorithm" => "pbkdf2-sha512"])]), "\n";
for m in sha512crypt sha256crypt bcrypt bcrypt-a md5crypt; do printf 'mkpasswd %s\t%s\n' $m "$(mkpasswd -m $m "$P")"; done
printf 'htpasswd -m\t%s\n' "$(htpasswd -nbm u "$P" | head -1 | cut -d: -f2-)"
printf 'htpasswd -s\t%s\n' "$(htpasswd -nbs u "$P" | head -1 | cut -d: -f2-)"
printf 'htpasswd -B\t%s\n' "$(htpasswd -nbB u "$P" | head -1 | cut -d: -f2-)"
for m in 1 apr1 5 6; do printf 'openssl passwd -%s\t%s\n' $m "$(openssl passwd -$m "$P")"; done
for m in SSHA SHA SMD5 MD5; do printf 'slappasswd {%s}\t%s\n' $m "$(slappasswd -h "{$m}" -s "$P")"; done
printf 'slappasswd {CRYPT}\t%s\n' "$(slappasswd -h '{CRYPT}' -c '$6$%.16s' -s "$P")"
