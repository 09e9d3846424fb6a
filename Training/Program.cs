Training.Torch.TorchLibrary.Prepare();
return 0;
