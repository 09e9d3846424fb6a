namespace Perception.Tests.Client;

/// <summary>A client in another language, run as its users run it.</summary>
internal interface IForeignClient
{
    /// <summary>Skips the calling test where something that the client needs is not installed.</summary>
    void Require();

    /// <summary>Starts the program that prints what comes in; disposed by the caller, which ends it.</summary>
    ClientProcess Listen(params string[] arguments);

    /// <summary>Starts a program that uses the client as a library; disposed by the caller, which ends it.</summary>
    ClientProcess Run(ClientCase program, string endpoint);
}
