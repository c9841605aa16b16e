using StreamW2V.Host.CommandLine;

return await Application.RunAsync(args, HostContext.OfProcess());
