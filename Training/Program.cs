using Training.Commands;

return await TrainCommand.RunAsync(args);
