"""TLS to both stores by their URLs, with an authority that the URL names; without it nobody connects."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest

from newsroom.stack.child_process import Command
from newsroom.stack.mongo_server import EmbeddedMongo
from newsroom.stack.redis_server import EmbeddedRedis
from newsroom.stack.tcp_ports import Ports, free_base
from newsroom.stores import mongo
from newsroom.stores.errors import StoreUnavailableError
from newsroom.stores.redis import connect
from tests.support.secured_stores import newsroom
from tests.support.tls import Certificates, certificates, tls_tunnel
from tests.support.waiting import wait_until

ARTICLE = {"source": "report", "source_id": "1", "language": "en", "headline": "Over TLS"}


class TlsMongo(EmbeddedMongo):
    """MongoDB that takes TLS; without it, too, since the probe that waits for it speaks none."""

    def __init__(self, folder: Path, port: int, own: Certificates) -> None:
        self._own = own
        super().__init__(folder, port)

    def _command(self, log: Path) -> Command:
        command = super()._command(log)
        files = ("--tlsCertificateKeyFile", str(self._own.server), "--tlsCAFile", str(self._own.authority))
        options = ("--tlsMode", "allowTLS", "--tlsAllowConnectionsWithoutCertificates", *files)
        return replace(command, argv=(*command.argv, *options))


@dataclass(frozen=True)
class Stores:
    """Addresses of both stores, without the authority that their certificates are signed by."""

    own: Certificates
    ports: Ports
    redis: str
    mongo: str

    @property
    def trusted_redis(self) -> str:
        return f"{self.redis}?ssl_ca_certs={self.own.authority}"

    @property
    def trusted_mongo(self) -> str:
        return f"{self.mongo}&tlsCAFile={self.own.authority}"


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    folder = tmp_path_factory.mktemp("tls")
    own, ports = certificates(folder), Ports.from_base(free_base())
    with (
        EmbeddedRedis(folder / "redis", ports.redis) as redis_server,
        TlsMongo(folder / "mongo", ports.mongo, own) as mongo_server,
        tls_tunnel(redis_server.port, own) as port,
    ):
        yield Stores(own, ports, f"rediss://127.0.0.1:{port}/0", f"{mongo_server.url}&tls=true")


async def test_a_certificate_of_an_unknown_authority_is_not_trusted(stores: Stores) -> None:
    for url, works in ((stores.redis, False), (stores.trusted_redis, True)):
        client = connect(url)
        try:
            assert await client.ping()
            assert works
        except StoreUnavailableError:
            assert not works
        finally:
            await client.aclose()
    with pytest.raises(StoreUnavailableError):
        await mongo.MongoDeployment(mongo.database(mongo.connect(stores.mongo))).ping()
    await mongo.MongoDeployment(mongo.database(mongo.connect(stores.trusted_mongo))).ping()


def test_the_newsroom_runs_over_tls(stores: Stores, tmp_path: Path) -> None:
    with newsroom(
        tmp_path, stores.ports, lambda _: stores.trusted_redis, lambda _: stores.trusted_mongo
    ) as system:
        key = {"Authorization": f"Bearer {system.keys.ingest}"}
        answer = httpx.post(f"{system.url('ingest')}/v1/articles", json=ARTICLE, headers=key, timeout=20)
        assert answer.status_code == 202
        path = f"{system.url('publish')}/v1/articles/{answer.json()['id']}"
        wait_until(lambda: httpx.get(path, timeout=10).status_code == 200, "it is shown")
