namespace Perception.Tests.Client;

/// <summary>Small programs that each client in another language has for the tests.</summary>
internal enum ClientCase
{
    /// <summary>
    /// Takes the newest event each 200 ms until worlds were passed over; prints whether each world was given or passed over, the number of missed ones,
    /// whether all were older than 50 ms, and whether the last was the newest.
    /// </summary>
    SlowReader,

    /// <summary>Prints "there" with the first world, and "anew" with the first of the source of that name.</summary>
    UntilAnew,

    /// <summary>Accepts no message of more than 100 kB; prints the source of the first world.</summary>
    SmallMessages,

    /// <summary>Calls for the newest event once for each line that comes in, and prints it: "world SOURCE NUMBER", "health", "hello", or a notice's sentence.</summary>
    OneCallALine,
}
