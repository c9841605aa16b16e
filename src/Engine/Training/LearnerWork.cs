namespace StreamW2V.Engine.Training;

/// <summary>What a learner's threads have done since it was made. Times are sums over threads, measured on a share of the sentences.</summary>
/// <param name="LookUp">Time from tokens to word ids.</param>
/// <param name="Planning">Time of subsampling, windows and negatives.</param>
/// <param name="Updating">Time of the arithmetic on the rows.</param>
/// <param name="Operations">Floating-point operations of scores and updates, without padding.</param>
public sealed record LearnerWork(TimeSpan LookUp, TimeSpan Planning, TimeSpan Updating, long Operations);
