"""How the second server's responses come over the wire: plainly, or as its flags say."""


def _through_gateway(handler):
    """True if a gateway answers instead (--gateway); what was asked is done."""
    book = handler.book
    method, _, every = book.args.gateway.partition(":")
    if method != handler.command:
        return False
    book.refused[method] = book.refused.get(method, 0) + 1
    return book.refused[method] % int(every) == 0


def send(handler, status, kind, text):
    """Sends a whole response to the request that the handler has read."""
    book = handler.book
    if _through_gateway(handler):
        status, kind, text = 502, "text/html", b"<h1>Bad gateway</h1>"
    if handler.command in book.args.early_hints:
        handler.wfile.write(b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n")
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    if handler.command in book.args.trailers:
        handler.send_header("Transfer-Encoding", "chunked")
        text = b"%x\r\n%s\r\n0\r\nX-Checksum: 1\r\n\r\n" % (len(text), text)
    else:
        handler.send_header("Content-Length", str(len(text)))
    handler.end_headers()
    if book.args.hang_up and book.asked % book.args.hang_up == 0:
        handler.close_connection = True  # and does not say so
    handler.wfile.write(text)
