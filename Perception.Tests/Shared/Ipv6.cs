using System.Net;
using System.Net.Sockets;

namespace Perception.Tests.Shared;

internal static class Ipv6
{
    /// <summary>Skips the calling test where this machine has no IPv6 address of its own.</summary>
    public static void Require()
    {
        try
        {
            using TcpListener listener = new(IPAddress.IPv6Loopback, 0);
            listener.Start();
        }
        catch (SocketException)
        {
            Assert.Skip("needs the address ::1");
        }
    }
}
