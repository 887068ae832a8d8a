<?php
// Two old back ends for PHP's built-in server: Koko's document below /api, Shoop's below /api/v2. OLD_USERS holds the users.

$users = json_decode(getenv('OLD_USERS'), true);

function answer(int $status, array $body): void
{
    http_response_code($status);
    header('Content-Type: application/json');
    echo json_encode($body, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES);
    exit;
}

function base64url(string $bytes): string
{
    return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
}

function passport(int $id): string
{
    $now = time();
    $claims = ['aud' => '1', 'jti' => bin2hex(random_bytes(40)), 'iat' => $now, 'nbf' => $now, 'exp' => $now + 31536000,
               'sub' => (string) $id, 'scopes' => []];
    $input = base64url(json_encode(['typ' => 'JWT', 'alg' => 'RS256'])) . '.' . base64url(json_encode($claims));
    openssl_sign($input, $signature, getenv('OLD_PRIVATE_KEY'), OPENSSL_ALGO_SHA256);
    return $input . '.' . base64url($signature);
}

$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
$input = json_decode(file_get_contents('php://input'), true) ?? $_POST;
$email = $input['email'] ?? '';
$password = $input['password'] ?? '';
$user = $users[$email] ?? null;
$isRight = $user !== null && password_verify($password, $user['hash']);

if ($path === '/api/login') {
    if ($email === '' || $password === '')
        answer(400, ['success' => 0, 'message' => 'Te hace falta información para iniciar sesión', 'data' => null]);
    if ($user === null) answer(404, ['success' => 0, 'message' => 'Usuario no registrado', 'data' => null]);
    if (!$isRight) answer(401, ['success' => 0, 'message' => 'El correo o contraseña son erroneos', 'data' => null]);
    answer(200, ['success' => 1, 'message' => 'Éxito', 'data' => [
        'token_type' => 'Bearer', 'expires_in' => 31536000, 'access_token' => passport($user['id']),
        'refresh_token' => 'def50200' . bin2hex(random_bytes(40)), 'user_type' => $user['type']]]);
}
if ($path === '/api/v2/auth/login') {
    // Shoop accepts forms only.
    if (!isset($_POST['email'], $_POST['password']))
        answer(403, ['status' => 0, 'error' => "Your parameter is not complete. Missing parameter 'email'."]);
    if ($user === null) answer(404, ['status' => 0, 'error' => 'Your email is not registered.']);
    if (!$isRight) answer(401, ['status' => 0, 'error' => 'Your password is invalid.']);
    answer(200, ['status' => 1, 'key' => bin2hex(random_bytes(20))]);
}
answer(404, ['message' => 'Not Found']);
