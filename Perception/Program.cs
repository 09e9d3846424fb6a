using Perception.Commands;

return await CommandRunner.RunAsync(args);
