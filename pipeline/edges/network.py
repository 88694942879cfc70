"""Connections that lead only where they may: no address of a private network, however it is spelled or reached.

The check is made on the very address that is connected to: the name is resolved once, every
answer is looked at, and the connection goes to one that was looked at. So a redirect, or a
name that changes its address between a check and its use, leads nowhere else.
"""

import asyncio
import ipaddress
import socket
import urllib.request
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress

import httpx

Resolver = Callable[[str, int], Awaitable[list[str]]]

#: Address ranges that stand for an IPv4 address: what they stand for is looked at.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
#: Carriers' own (RFC 6598), three well-known addresses of clouds' own services, a network's own NAT64 (RFC 8215).
_SHUT = [
    ipaddress.ip_network(each)
    for each in ("100.64.0.0/10", "169.254.169.254/32", "168.63.129.16/32", "fd00:ec2::254/128", "64:ff9b:1::/48")
]


class PrivateAddress(Exception):
    """A name leads into a private network, where no public blog lives."""


async def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host, as a connection would find them."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        # Old ways to write an IPv4 address (::127.0.0.1) and an old private range (RFC 3879): Python calls them global.
        if ip.is_reserved or ip.is_site_local:
            return False
    return ip.is_global and not ip.is_multicast and not any(ip in net for net in _SHUT if net.version == ip.version)


class GuardedTransport(httpx.AsyncBaseTransport):
    """Resolves, looks, and connects to what was looked at. Goes through a proxy where the environment names one.

    Args:
        private: hosts of one's own network that may be reached, as `name` or `name:port`.
        resolver: how names are resolved; given by tests that let a name change its address.

    """

    def __init__(self, private: Collection[str] = (), resolver: Resolver = resolve) -> None:
        self._private = {name.casefold() for name in private}
        self._resolve = resolver
        # No connection is kept: two hosts on one address must not share one.
        limits = httpx.Limits(max_keepalive_connections=0)
        self._direct = httpx.AsyncHTTPTransport(limits=limits)
        self._proxies: dict[str, httpx.AsyncHTTPTransport] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; a redirect comes here again as another one."""
        host, port = request.url.host, request.url.port or (443 if request.url.scheme == "https" else 80)
        allowed = self.named(request.url)
        if proxy := _proxy(request.url):
            # The proxy resolves the name, so only what needs no resolving can be looked at here.
            if not allowed and (host.rstrip(".").endswith("localhost") or _is_private_literal(host)):
                raise PrivateAddress(host)
            return await self._through(proxy).handle_async_request(request)
        addresses = await self._resolve(host, port)
        if not addresses:
            raise httpx.ConnectError("the name has no address", request=request)
        if not allowed and not all(is_public(address) for address in addresses):
            raise PrivateAddress(host)
        *others, last = addresses
        for address in others:
            with suppress(httpx.ConnectError):
                return await self._direct.handle_async_request(_sent_to(address, request))
        return await self._direct.handle_async_request(_sent_to(last, request))

    def named(self, url: httpx.URL) -> bool:
        """Whether the firm named this host as one of its own network."""
        port = url.port or (443 if url.scheme == "https" else 80)
        return bool({url.host.casefold(), f"{url.host}:{port}".casefold()} & self._private)

    def _through(self, proxy: str) -> httpx.AsyncHTTPTransport:
        if proxy not in self._proxies:
            try:
                self._proxies[proxy] = httpx.AsyncHTTPTransport(proxy=proxy)
            except (ImportError, ValueError, httpx.InvalidURL) as problem:
                # The text of the error may hold the proxy's password.
                raise httpx.ProxyError("cannot be used") from problem
        return self._proxies[proxy]

    async def aclose(self) -> None:
        """Close every connection."""
        for transport in (self._direct, *self._proxies.values()):
            await transport.aclose()


def _sent_to(address: str, request: httpx.Request) -> httpx.Request:
    """A request for one IP address; the name stays in the Host header (already set) and in the TLS handshake.

    A new one, because httpx reads the old one again to see where a redirect leads and who may have the password.
    """
    return httpx.Request(
        request.method,
        request.url.copy_with(host=address),
        headers=request.headers,
        stream=request.stream,
        extensions={**request.extensions, "sni_hostname": request.url.host},
    )


def _proxy(url: httpx.URL) -> str:
    """The proxy that HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY name for an address; empty for none."""
    proxies = urllib.request.getproxies()
    proxy = proxies.get(url.scheme) or proxies.get("all") or ""
    if not proxy or urllib.request.proxy_bypass(url.host):
        return ""
    return proxy if "://" in proxy else f"http://{proxy}"


def _is_private_literal(host: str) -> bool:
    host = host.rstrip(".")
    try:
        # inet_aton reads the spellings that a connection would: 127.1, 0x7f.1, 2130706433.
        return not is_public(str(ipaddress.ip_address(socket.inet_aton(host))) if ":" not in host else host)
    except (OSError, ValueError):
        return False
