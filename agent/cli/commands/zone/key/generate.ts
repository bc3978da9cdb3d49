import { aliasOf } from '../../../define-command';
import command from '../../gossip/zone/key/generate';

export default aliasOf(command, 'zone key generate');
