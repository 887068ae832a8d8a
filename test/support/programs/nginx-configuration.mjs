const TEMPORARY = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

/**
 * An nginx on loopback with one worker that passes every request on, over connections that it keeps open. It tries no second
 * server, so that every failed request of the service is visible. Its folder needs a subfolder `temp`.
 *
 * @param upstream the content of the block with that name
 * @param location additional lines of the location
 */
export function nginxConfiguration(port, upstream, location = []) {
  return `daemon off;
pid nginx.pid;
worker_processes 1;
error_log stderr error;
events {}
http {
    access_log off;
    ${TEMPORARY.map((kind) => `${kind}_temp_path temp/${kind};`).join('\n    ')}
    upstream portero { ${upstream} }
    server {
        listen 127.0.0.1:${port};
        location / {
            proxy_pass http://portero;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $host;
            proxy_next_upstream off;
            ${location.join('\n            ')}
        }
    }
}
`;
}
