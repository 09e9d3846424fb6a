using System.Diagnostics;

namespace Perception.Tests.Client;

/// <summary>A client in another language, run as its users run it.</summary>
internal interface IForeignClient
{
    /// <summary>Skips the calling test where something that the client needs is not installed.</summary>
    void Require();

    /// <summary>Starts the program that prints what comes in.</summary>
    Process Listen(params string[] arguments);

    /// <summary>Starts a program that uses the client as a library.</summary>
    Process Run(ClientCase program, string endpoint);
}
