using Perception.Tests.Client;
using Perception.Tests.Shared;

[assembly: AssemblyFixture(typeof(CppClient))]

namespace Perception.Tests.Client;

/// <summary>Builds the C++ client in a temporary folder when it is first needed, and runs it as its users do.</summary>
public sealed class CppClient : IForeignClient, IDisposable
{
    /// <summary>The Debian packages by what they bring.</summary>
    private static readonly (string Header, string Package)[] Headers =
    [
        ("zmq.h", "libzmq3-dev"),
        ("zmq_addon.hpp", "cppzmq-dev"),
        ("msgpack/unpack.hpp", "libmsgpack-cxx-dev"),
        ("nlohmann/json.hpp", "nlohmann-json3-dev"),
        ("CLI/CLI.hpp", "libcli11-dev"),
    ];

    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<string> _missing = new(Missing);
    private readonly Lazy<string> _built;

    public CppClient() => _built = new Lazy<string>(Build);

    public void Dispose() => _folder.Dispose();

    void IForeignClient.Require()
    {
        if (_missing.Value.Length > 0)
        {
            Assert.Skip($"needs {_missing.Value}: apt-get install {_missing.Value}");
        }

        _ = _built.Value;  // Before the test counts its time.
    }

    ClientProcess IForeignClient.Listen(params string[] arguments) => Start(Path.Combine(_built.Value, "perception_listen"), arguments);

    ClientProcess IForeignClient.Run(ClientCase program, string endpoint)
    {
        string name = program switch
        {
            ClientCase.SlowReader => "slow-reader",
            ClientCase.UntilAnew => "until-anew",
            ClientCase.SmallMessages => "small-messages",
            ClientCase.OneCallALine => "one-call-a-line",
            _ => throw new ArgumentOutOfRangeException(nameof(program)),
        };
        return Start(Path.Combine(_built.Value, "perception_client_cases"), name, endpoint);
    }

    /// <summary>Starts a program that decodes payloads from its standard input, each after a line with its topic and length, and answers "read" or a sentence to each.</summary>
    internal ClientProcess StartDecoding() => Start(Path.Combine(_built.Value, "perception_client_cases"), "decode-all");

    /// <summary>Installs the headers, builds a program that finds them there, and returns its path.</summary>
    /// <param name="source">The program's only source file.</param>
    /// <param name="folder">An empty folder.</param>
    internal string BuildAgainstInstalled(string source, TemporaryFolder folder)
    {
        RunToEnd("cmake", "--install", _built.Value, "--prefix", folder.At("installed"));
        folder.Write("planner/planner.cpp", source);
        folder.Write("planner/CMakeLists.txt", """
            cmake_minimum_required(VERSION 3.16)
            project(planner LANGUAGES CXX)
            find_package(perception_client 0.1 REQUIRED)
            add_executable(planner planner.cpp)
            target_link_libraries(planner PRIVATE perception_client::perception_client)
            """);
        RunToEnd("cmake", "-S", folder.At("planner"), "-B", folder.At("built"), $"-DCMAKE_PREFIX_PATH={folder.At("installed")}", "-DCMAKE_CXX_FLAGS=-Wall -Wextra -Wpedantic -Werror");
        RunToEnd("cmake", "--build", folder.At("built"));
        return folder.At("built", "planner");
    }

    private static string Missing()
    {
        List<string> packages = [.. new[] { "g++", "cmake", "make" }.Where(program => !IsOnPath(program))];
        if (packages.Count == 0)
        {
            string questions = string.Concat(Headers.Select(header => $"#if !__has_include(<{header.Header}>)\n{header.Package}\n#endif\n"));
            using ClientProcess compiler = Start("g++", "-E", "-P", "-x", "c++", "-");
            compiler.StandardInput.Write(questions);
            compiler.StandardInput.Close();
            packages.AddRange(compiler.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }

        return string.Join(' ', packages);
    }

    private static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>Without optimising, which takes half the time.</summary>
    private string Build()
    {
        string source = Path.Combine(Repository.Root, "clients", "cpp");
        RunToEnd("cmake", "-S", source, "-B", _folder.Path, "-DCMAKE_BUILD_TYPE=", "-DCMAKE_CXX_FLAGS=-O0", "-DPERCEPTION_CLIENT_TESTS=ON");
        RunToEnd("cmake", "--build", _folder.Path, "--parallel", "2");
        return _folder.Path;
    }

    private static void RunToEnd(string program, params string[] arguments)
    {
        using ClientProcess process = Start(program, arguments);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: expected exit code 0, found {process.ExitCode}\n{output}\n{errors.Result}");
    }

    private static ClientProcess Start(string program, params string[] arguments) => ClientProcess.Start(program, arguments);
}
