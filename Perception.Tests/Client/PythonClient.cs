using Perception.Tests.Shared;

namespace Perception.Tests.Client;

/// <summary>Runs the Python client as its users do.</summary>
internal sealed class PythonClient : IForeignClient
{
    private const string Interpreter = "/usr/bin/python3";

    private static readonly Dictionary<ClientCase, string> Programs = new()
    {
        [ClientCase.SlowReader] = """
            import sys, time
            from perception_client import Received, Subscriber
            with Subscriber(sys.argv[1], stale_after=100) as subscriber:
                given = []
                while subscriber.passed_over == 0:
                    time.sleep(0.2)
                    event = subscriber.receive_newest(timeout=10)
                    given.append((event.message.sequence_number, subscriber.age(event)))
                print(len(given) + subscriber.passed_over == subscriber.worlds, subscriber.missed, all(age > 0.05 for _, age in given), given[-1][0] == subscriber.world.sequence_number)
            """,
        [ClientCase.UntilAnew] = """
            import sys
            from perception_client import Subscriber
            with Subscriber(sys.argv[1], stale_after=100) as subscriber:
                while subscriber.world is None:
                    subscriber.receive(timeout=0.1)
                print("there", flush=True)
                while subscriber.world.source_id != "anew":
                    subscriber.receive(timeout=0.1)
                print("anew")
            """,
        [ClientCase.SmallMessages] = """
            import sys
            from perception_client import Received, Subscriber
            with Subscriber(sys.argv[1], stale_after=100, max_message_bytes=100_000) as subscriber:
                received = None
                while not isinstance(received, Received):
                    received = subscriber.receive(timeout=1)
                print(received.message.source_id)
            """,
        [ClientCase.OneCallALine] = """
            import sys
            from perception_client import Notice, Subscriber, WorldMessage
            with Subscriber(sys.argv[1], stale_after=100) as subscriber:
                for _ in sys.stdin:
                    event = subscriber.receive_newest(timeout=10)
                    if event is None or isinstance(event, Notice):
                        print(event and event.sentence, flush=True)
                    elif isinstance(event.message, WorldMessage):
                        print("world", event.message.source_id, event.message.sequence_number, flush=True)
                    else:
                        print(event.message.topic, flush=True)
            """,
    };

    /// <summary>Skips the calling test where the interpreter, pyzmq or msgpack is not installed.</summary>
    public static void Require()
    {
        if (!File.Exists(Interpreter))
        {
            Assert.Skip($"needs {Interpreter}");
        }

        using ClientProcess probe = Start("-c", "import importlib.util, sys; sys.exit(None in map(importlib.util.find_spec, ['zmq', 'msgpack']))");
        probe.WaitForExit();
        if (probe.ExitCode != 0)
        {
            Assert.Skip("needs python3-zmq and python3-msgpack");
        }
    }

    public static ClientProcess Start(params string[] arguments) => ClientProcess.Start(
        Interpreter,
        arguments,
        ("PYTHONPATH", Path.Combine(Repository.Root, "clients", "python")),
        ("PYTHONDONTWRITEBYTECODE", "1"),
        ("PYTHONIOENCODING", "utf-8"));

    void IForeignClient.Require() => Require();

    ClientProcess IForeignClient.Listen(params string[] arguments) => Start(["-m", "perception_client", .. arguments]);

    ClientProcess IForeignClient.Run(ClientCase program, string endpoint) => Start("-c", Programs[program], endpoint);
}
