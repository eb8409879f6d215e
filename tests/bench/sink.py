"""A mail server in a process of its own, so that it takes no time of whoever sends.

    python -m tests.bench.sink PORT

Takes everything at once and keeps nothing.
"""

import asyncio
import sys


class Taking(asyncio.Protocol):
    """Just enough of SMTP for a client that behaves."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.held, self.letter = b"", False
        self.transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self.held += data
        while True:
            end = b"\r\n.\r\n" if self.letter else b"\r\n"
            said, found, rest = self.held.partition(end)
            if not found:
                return
            self.held = rest
            self.answer(said)

    def answer(self, said: bytes) -> None:
        if self.letter:
            self.letter = False
            self.transport.write(b"250 taken\r\n")
            return
        verb = said[:4].upper()
        if verb == b"DATA":
            self.letter = True
            self.transport.write(b"354 go on\r\n")
        elif verb == b"QUIT":
            self.transport.write(b"221 bye\r\n")
            self.transport.close()
        else:
            self.transport.write(b"250 sink\r\n")


async def main(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(Taking, "127.0.0.1", port)
    print("ready", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
